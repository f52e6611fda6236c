-- basis: GDPR Art. 30(1)(b) to (e) and 5(2)
-- grain: one row per dimension, member of it and category of the catalog
-- column dimension varchar [codes matrix_dimension]: what the categories are held
--   against: recipient_kind, recipient, purpose, country, ground
-- column member varchar: code or key in that dimension
-- column category varchar [codes category]: category of personal data
-- column name varchar: name of the recipient; null in other dimensions
-- column kind varchar [codes recipient_kind]: kind of the recipient; null in other
--   dimensions
-- column activities bigint: activities of the register that name member and category
--   both; of a recipient: its kind and the category
-- column found bigint: records that have both: disclosures ever (recipient_kind,
--   recipient, purpose), running transfers outside the EEA (country), live holdings
--   (ground)
-- column first_on date: day of the first of them; null without one
-- column last_on date: day of the last of them; null without one
-- column verdict varchar [codes matrix_verdict]: both, found (not registered), declared
--   (never seen), neither
with

disclosed as (

    select
        disclosure.recipient_id,
        recipient.kind,
        disclosure.purpose,
        disclosure.category,
        count(*) as found,
        min(disclosure.disclosed_on) as first_on,
        max(disclosure.disclosed_on) as last_on
    from disclosure
    inner join recipient
        on recipient.recipient_id = disclosure.recipient_id
    group by
        disclosure.recipient_id,
        recipient.kind,
        disclosure.purpose,
        disclosure.category

),

found_parts as (

    select
        'recipient_kind' as dimension,
        kind as member,
        category,
        found,
        first_on,
        last_on
    from disclosed
    union all
    select 'recipient', recipient_id, category, found, first_on, last_on
    from disclosed
    union all
    select 'purpose', purpose, category, found, first_on, last_on
    from disclosed
    union all
    select 'country', country, category, 1, started_on, started_on
    from transfers
    where status not in ('ended', 'within_eea')
    union all
    select
        'ground',
        ground,
        category,
        count(*),
        min(collected_on),
        max(collected_on)
    from retention
    where erased_on is null
    group by ground, category

),

found_pairs as (

    select
        dimension,
        member,
        category,
        cast(sum(found) as bigint) as found,
        min(first_on) as first_on,
        max(last_on) as last_on
    from found_parts
    group by dimension, member, category

),

named_members as (

    select
        'recipient_kind' as dimension,
        unnest(recipient_kinds) as member,
        activity_id
    from activity
    union all
    select 'purpose', unnest(purposes), activity_id
    from activity
    union all
    select 'country', unnest(countries), activity_id
    from activity
    union all
    select 'ground', unnest(grounds), activity_id
    from activity

),

-- the register names recipients by their kind
registered_members as (

    select dimension, member, activity_id
    from named_members
    union all
    select 'recipient', recipient.recipient_id, named_members.activity_id
    from named_members
    inner join recipient
        on named_members.dimension = 'recipient_kind'
        and recipient.kind = named_members.member

),

registered_categories as (

    select activity_id, unnest(categories) as category
    from activity

),

registered_pairs as (

    select
        registered_members.dimension,
        registered_members.member,
        registered_categories.category,
        count(*) as activities
    from registered_members
    inner join registered_categories
        on registered_categories.activity_id = registered_members.activity_id
    group by
        registered_members.dimension,
        registered_members.member,
        registered_categories.category

),

members as (

    select dimension, member
    from found_pairs
    union
    select dimension, member
    from registered_members
    union
    select 'recipient', recipient_id
    from recipient
    union
    select 'purpose', purpose
    from policy_purposes

),

categories as (

    select distinct category
    from policy_catalog

)

select
    members.dimension,
    members.member,
    categories.category,
    recipient.name,
    recipient.kind,
    coalesce(registered_pairs.activities, 0) as activities,
    coalesce(found_pairs.found, 0) as found,
    found_pairs.first_on,
    found_pairs.last_on,
    case
        when found_pairs.found > 0 and registered_pairs.activities > 0
            then 'both'
        when found_pairs.found > 0 then 'found'
        when registered_pairs.activities > 0 then 'declared'
        else 'neither'
    end as verdict
from members
cross join categories
left join found_pairs
    on found_pairs.dimension = members.dimension
    and found_pairs.member = members.member
    and found_pairs.category = categories.category
left join registered_pairs
    on registered_pairs.dimension = members.dimension
    and registered_pairs.member = members.member
    and registered_pairs.category = categories.category
left join recipient
    on members.dimension = 'recipient'
    and recipient.recipient_id = members.member
order by members.dimension, members.member, categories.category
