-- basis: GDPR Art. 35(1), 35(3) and 35(11)
-- page: impact_assessments
-- needs: activity
-- grain: one row per processing activity
-- key: activity_id
-- search: activity_id name
-- param as_of date: the day of the snapshot
-- column activity_id varchar [shown 1]: the activity
-- column name varchar [shown 2]: what it is called
-- column role varchar [codes role, shown 3, filter 3]: the organisation's own role
-- column assessment varchar [codes assessment, shown 4, filter 1]: lacking (needed and
--   not done), doubtful (not needed, says the register, and it has special data),
--   review_due (done longer ago than the house's norm), done, not_needed
-- column dpia_on date [shown 5]: day of the assessment; null where it is not done
-- column dpia_review_by date [shown 6]: last day for the next look at it by the house's
--   norm; null where it is not done
-- column special_categories varchar[] [codes category, shown 7]: its categories that
--   have special data (GDPR Art. 9(1) and 10); null without
-- column automated boolean [shown 8, filter 4]: profiling, or decisions by machine
--   alone
-- column owner varchar [shown 9, filter 2]: department that answers for it; null where
--   none is named
with

special_categories_by_activity as (

    select
        register.activity_id,
        list_sort(list(distinct policy_catalog.category)) as categories
    from register
    inner join policy_catalog
        on list_contains(register.categories, policy_catalog.category)
    where policy_catalog.special
    group by register.activity_id

),

norms as (

    select cast(value as integer) as months
    from policy_house_norms
    where name = 'dpia_review_months'

)

select
    register.activity_id,
    register.name,
    register.role,
    case
        when register.dpia = 'needed' then 'lacking'
        when register.dpia = 'done'
            and register.dpia_on < cast($as_of as date) - to_months(norms.months)
            then 'review_due'
        when register.dpia = 'done' then 'done'
        when register.role <> 'processor' and register.has_special then 'doubtful'
        else 'not_needed'
    end as assessment,
    register.dpia_on,
    cast(register.dpia_on + to_months(norms.months) as date) as dpia_review_by,
    special.categories as special_categories,
    register.automated,
    register.owner
from register
cross join norms
left join special_categories_by_activity as special
    on special.activity_id = register.activity_id
