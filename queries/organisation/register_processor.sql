-- basis: GDPR Art. 30(2)
-- page: register_processor
-- needs: activity
-- grain: one row per activity that the organisation carries out as processor
-- key: activity_id
-- search: activity_id name
-- column activity_id varchar [shown 1]: the activity
-- column name varchar [shown 2]: what it is called
-- column controllers varchar[] [codes principal_kind, shown 3, filter 1]: kinds of
--   controllers on whose behalf it processes (GDPR Art. 30(2)(a))
-- column principals varchar[] [shown 4, needs trajectory]: principals of these kinds
--   with a trajectory,
--   by name; without private ones, who are persons; null without one
-- column purposes varchar[] [codes purpose, shown 5]: what it processes personal data
--   for (GDPR Art. 30(2)(b))
-- column categories varchar[] [codes category, shown 6, filter 2]: categories of
--   personal data
-- column countries varchar[] [codes country, shown 7, filter 3]: third countries it
--   transfers to (GDPR Art. 30(2)(c)); null without
-- column safeguards varchar[] [codes mechanism, shown 8, needs transfer]: mechanisms
--   of the running
--   transfers of its categories to these countries that have a ground; null without one
-- column transfers_without_ground bigint [shown 9, needs transfer]: those transfers
--   whose mechanism is missing or invalid
-- column measures varchar [shown 10]: security measures (GDPR Art. 30(2)(d)); null
--   where none are named
-- column owner varchar [shown 11]: department that answers for it; null where none is
--   named
with

registered_transfers as (

    select
        register.activity_id,
        transfers.mechanism,
        transfers.status in ('invalid', 'missing') as is_without_ground
    from register
    inner join transfers
        on list_contains(register.categories, transfers.category)
        and list_contains(register.countries, transfers.country)
    where register.role = 'processor'
        and transfers.status not in ('ended', 'within_eea')

),

safeguards_by_activity as (

    select
        activity_id,
        list_sort(list(distinct mechanism) filter (where not is_without_ground))
            as safeguards,
        count(*) filter (where is_without_ground) as transfers_without_ground
    from registered_transfers
    group by activity_id

),

principals_by_activity as (

    select
        register.activity_id,
        list_sort(list(distinct principal.name)) as principals
    from register
    inner join principal on list_contains(register.controllers, principal.kind)
    where register.role = 'processor'
        and principal.kind <> 'private'
        and principal.principal_id in (select principal_id from trajectory)
    group by register.activity_id

)

select
    register.activity_id,
    register.name,
    register.controllers,
    principals_by_activity.principals,
    register.purposes,
    register.categories,
    register.countries,
    safeguarded.safeguards,
    coalesce(safeguarded.transfers_without_ground, 0) as transfers_without_ground,
    register.measures,
    register.owner
from register
left join safeguards_by_activity as safeguarded
    on safeguarded.activity_id = register.activity_id
left join principals_by_activity
    on principals_by_activity.activity_id = register.activity_id
where register.role = 'processor'
