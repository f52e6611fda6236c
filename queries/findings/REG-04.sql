-- basis: GDPR Art. 5(2), 6(1) and 30(1)(c); privacy statement, 'Grondslagen'
-- severity: medium
-- subject: category
-- needs: holding activity
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
        and category <> 'unlisted'
    group by category, ground

)

select
    held_on_grounds.category || '/' || held_on_grounds.ground as subject_key,
    cast(null as varchar) as client_id,
    held_on_grounds.first_collected_on as since,
    held_on_grounds.category,
    held_on_grounds.ground,
    held_on_grounds.count_holdings,
    held_on_grounds.first_collected_on
from held_on_grounds
where not exists (
    select 1
    from activity
    where list_contains(activity.categories, held_on_grounds.category)
        and list_contains(activity.grounds, held_on_grounds.ground)
)
