-- title: Requests overdue
-- title_nl: Verzoeken over de termijn
-- definition: Open rights requests whose last day for the answer has passed.
-- definition_nl: Openstaande verzoeken waarvan de laatste dag voor het antwoord
--   voorbij is.
-- basis: GDPR Art. 12(3)
-- unit: count
-- better: lower
-- list: requests
-- where: status=overdue
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from requests
where status = 'overdue'
