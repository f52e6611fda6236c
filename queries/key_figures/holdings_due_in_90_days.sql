-- title: Holdings due within 90 days
-- title_nl: Gegevens die binnen 90 dagen aflopen
-- definition: Live holdings whose last day falls on the day of the snapshot or
--   within the 90 days after it.
-- definition_nl: Aanwezige gegevens waarvan de laatste bewaardag op de peildag of
--   in de 90 dagen erna valt.
-- basis: GDPR Art. 5(1)(e)
-- unit: count
-- better: neutral
-- list: retention
-- where: status=due_soon
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from retention
where status = 'due_soon'
