-- basis: GDPR Art. 5(1)(e), 13(2)(a) and 30(1)(f); privacy statement, 'Hoe lang
--   wij uw gegevens bewaren'
-- severity: medium
-- subject: category
-- needs: holding
-- grain: one row per category with live holdings under no declared period
select
    category as subject_key,
    cast(null as varchar) as client_id,
    min(collected_on) as since,
    category,
    count(*) as count_records,
    count(distinct client_id) as count_clients,
    min(collected_on) as first_collected_on
from retention
where rule = 'undeclared'
    and erased_on is null
    and category <> 'unlisted'
group by category
