-- basis: GDPR Art. 30(1)(c), 5(1)(a) and 6(1)
-- page: activity
-- grain: one row per activity, category that it names, and ground on which data of that
--   category are held
-- kept: whole
-- key: activity_id category ground
-- search: activity_id
-- column activity_id varchar: the activity
-- column category varchar [codes category]: category of personal data
-- column ground varchar [codes ground]: ground of the processing (GDPR Art. 6(1))
-- column is_registered boolean: the activity names the ground
-- column holdings_live bigint: items of the category that are held on the ground
-- column clients_live bigint: clients whose data these are
with

held as (

    select
        category,
        ground,
        count(*) as holdings_live,
        count(distinct client_id) as clients_live
    from retention
    where erased_on is null
    group by category, ground

)

select
    register.activity_id,
    held.category,
    held.ground,
    list_contains(register.grounds, held.ground) as is_registered,
    held.holdings_live,
    held.clients_live
from register
inner join held on list_contains(register.categories, held.category)
