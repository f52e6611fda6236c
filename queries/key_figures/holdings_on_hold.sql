-- title: Holdings on hold
-- title_nl: Gegevens die worden aangehouden
-- definition: Live holdings past their last day that stay because the client's
--   processing is restricted on the day of the snapshot.
-- definition_nl: Aanwezige gegevens over hun laatste bewaardag heen die blijven
--   omdat de verwerking van de cliënt op de peildag beperkt is.
-- basis: GDPR Art. 18(1) and 18(2)
-- unit: count
-- better: neutral
-- list: retention
-- where: status=on_hold
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from retention
where status = 'on_hold'
