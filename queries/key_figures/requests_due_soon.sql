-- title: Requests due within 7 days
-- title_nl: Verzoeken die binnen 7 dagen aflopen
-- definition: Open rights requests whose last day for the answer falls on the day
--   of the snapshot or within the 7 days after it.
-- definition_nl: Openstaande verzoeken waarvan de laatste dag voor het antwoord op
--   de peildag of in de 7 dagen erna valt.
-- basis: GDPR Art. 12(3)
-- unit: count
-- better: neutral
-- list: requests
-- where: status=due_soon
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from requests
where status = 'due_soon'
