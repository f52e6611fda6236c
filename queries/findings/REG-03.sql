-- basis: GDPR Art. 30(1)(c)
-- severity: high
-- subject: category
-- grain: one row per category held outside the register
with

held_categories as (

    select
        category,
        min(collected_on) as first_collected_on,
        count(*) as count_holdings
    from retention
    where erased_on is null
    group by category

)

select
    held_categories.category as subject_key,
    cast(null as varchar) as client_id,
    held_categories.first_collected_on as since,
    'Live holdings of category '
        || said_en('category', held_categories.category) || ': '
        || number_en(held_categories.count_holdings) || ', first collected on '
        || day_en(held_categories.first_collected_on)
        || '; no activity names it'
        as evidence,
    'Bewaarde gegevens van categorie '
        || said_nl('category', held_categories.category) || ': '
        || number_nl(held_categories.count_holdings) || ', eerste verkregen op '
        || day_nl(held_categories.first_collected_on)
        || '; geen activiteit noemt deze'
        as evidence_nl
from held_categories
where not exists (
    select 1
    from activity
    where list_contains(activity.categories, held_categories.category)
)
