-- basis: GDPR Art. 5(1)(e), 13(2)(a) and 30(1)(f); privacy statement, 'Hoe lang
--   wij uw gegevens bewaren'
-- severity: low
-- subject: category
-- grain: one row per category with live holdings under no declared period
select
    category as subject_key,
    cast(null as varchar) as client_id,
    min(collected_on) as since,
    'Category ' || said_en('category', category)
        || ': live holdings without a declared retention'
        || ' period: ' || number_en(count(*)) || ', of clients: '
        || number_en(count(distinct client_id)) || ', first collected on '
        || day_en(min(collected_on))
        as evidence,
    'Categorie ' || said_nl('category', category)
        || ': bewaarde gegevens zonder vastgestelde'
        || ' bewaartermijn: ' || number_nl(count(*)) || ', van betrokkenen: '
        || number_nl(count(distinct client_id)) || ', eerste verkregen op '
        || day_nl(min(collected_on))
        as evidence_nl
from retention
where rule = 'undeclared'
    and erased_on is null
group by category
