-- basis: GDPR Art. 5(2), 6(1) and 30(1)(c); privacy statement, 'Grondslagen'
-- severity: medium
-- subject: category
-- grain: one row per category and ground held outside the register
with

held_on_grounds as (

    select
        category,
        ground,
        min(collected_on) as first_collected_on,
        count(*) as count_holdings
    from retention
    where erased_on is null
    group by category, ground

)

select
    held_on_grounds.category || '/' || held_on_grounds.ground as subject_key,
    cast(null as varchar) as client_id,
    held_on_grounds.first_collected_on as since,
    'Live holdings of category '
        || said_en('category', held_on_grounds.category) || ' on ground '
        || said_en('ground', held_on_grounds.ground) || ': '
        || number_en(held_on_grounds.count_holdings)
        || ', first collected on ' || day_en(held_on_grounds.first_collected_on)
        || '; no activity names both'
        as evidence,
    'Bewaarde gegevens van categorie '
        || said_nl('category', held_on_grounds.category)
        || ' op grondslag ' || said_nl('ground', held_on_grounds.ground) || ': '
        || number_nl(held_on_grounds.count_holdings) || ', eerste verkregen op '
        || day_nl(held_on_grounds.first_collected_on)
        || '; geen activiteit noemt beide'
        as evidence_nl
from held_on_grounds
where not exists (
    select 1
    from activity
    where list_contains(activity.categories, held_on_grounds.category)
        and list_contains(activity.grounds, held_on_grounds.ground)
)
