-- of: 06_register
-- page: register
-- needs: activity
-- key: activity_id
-- search: activity_id name
-- column safeguards varchar[] [codes mechanism, shown 13, needs transfer]: mechanisms
--   of the running transfers outside the EEA of its categories to its countries that
--   have a ground on the day of the snapshot; null without one
-- column transfers_without_ground bigint [needs transfer]: those transfers whose
--   mechanism is missing or invalid
-- column terms varchar[] [codes retention_term, shown 14]: its retention rules, each as
--   the term that the policy sets
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
    where transfers.status not in ('ended', 'within_eea')

),

safeguards_by_activity as (

    select
        activity_id,
        list_sort(list(distinct mechanism) filter (where not is_without_ground))
            as safeguards,
        count(*) filter (where is_without_ground) as transfers_without_ground
    from registered_transfers
    group by activity_id

)

select
    register.activity_id,
    register.name,
    register.role,
    register.controllers,
    register.purposes,
    register.categories,
    register.subjects,
    register.grounds,
    register.interest,
    register.special_ground,
    register.recipient_kinds,
    register.countries,
    register.retention_rules,
    register.measures,
    register.owner,
    register.dpia,
    register.dpia_on,
    register.automated,
    register.has_special,
    register.reviewed_on,
    register.is_complete,
    register.missing,
    safeguarded.safeguards,
    coalesce(safeguarded.transfers_without_ground, 0) as transfers_without_ground,
    register.retention_rules as terms
from register
left join safeguards_by_activity as safeguarded
    on safeguarded.activity_id = register.activity_id
