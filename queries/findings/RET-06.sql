-- title: Personal data are held for which no retention period is declared
-- title_nl: Er worden persoonsgegevens bewaard waarvoor geen bewaartermijn is
--   vastgesteld
-- basis: GDPR Art. 5(1)(e), 13(2)(a) and 30(1)(f); privacy statement, 'Hoe lang
--   wij uw gegevens bewaren'
-- severity: low
-- subject: category
-- grain: one row per category with live holdings under no declared period
select
    category as subject_key,
    cast(null as varchar) as client_id,
    min(collected_on) as since,
    'Category ' || category || ': live holdings without a declared retention'
        || ' period: ' || count(*) || ', of clients: '
        || count(distinct client_id) || ', first collected '
        || min(collected_on)
        as evidence,
    'Categorie ' || category || ': bewaarde gegevens zonder vastgestelde'
        || ' bewaartermijn: ' || count(*) || ', van betrokkenen: '
        || count(distinct client_id) || ', eerste verkregen op '
        || min(collected_on)
        as evidence_nl
from retention
where rule = 'undeclared'
    and erased_on is null
group by category
