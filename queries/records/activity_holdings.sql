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

categories as (

    select distinct category
    from retention
    where erased_on is null

),

grounds as (

    select distinct ground
    from retention
    where erased_on is null

),

-- clients are told apart by one number in three quarters of what two texts take
pairs as (

    select
        categories.category,
        grounds.ground,
        row_number() over (order by categories.category, grounds.ground) as pair
    from categories
    cross join grounds

),

held as (

    select
        pairs.pair,
        count(*) as holdings_live,
        count(distinct retention.client_id) as clients_live
    from retention
    inner join pairs
        on pairs.category = retention.category
        and pairs.ground = retention.ground
    where retention.erased_on is null
    group by pairs.pair

)

select
    register.activity_id,
    pairs.category,
    pairs.ground,
    list_contains(register.grounds, pairs.ground) as is_registered,
    held.holdings_live,
    held.clients_live
from register
inner join pairs on list_contains(register.categories, pairs.category)
inner join held on held.pair = pairs.pair
