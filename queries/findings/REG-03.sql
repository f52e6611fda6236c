-- basis: GDPR Art. 30(1)(c)
-- severity: high
-- subject: category
-- needs: holding activity
-- grain: one row per category held outside the register
with

held_categories as (

    select
        category,
        min(collected_on) as first_collected_on,
        count(*) as count_holdings
    from retention
    where erased_on is null
        and category <> 'unlisted'
    group by category

)

select
    held_categories.category as subject_key,
    cast(null as varchar) as client_id,
    held_categories.first_collected_on as since,
    held_categories.category,
    held_categories.count_holdings,
    held_categories.first_collected_on
from held_categories
where not exists (
    select 1
    from activity
    where list_contains(activity.categories, held_categories.category)
)
