-- basis: GDPR Art. 30(1) and (2), 6(1)(f), 9(2) and 35
-- grain: one row per processing activity
-- param no_answer varchar[]: texts that say nothing
-- column activity_id varchar [shown 1]: the activity
-- column name varchar [shown 2]: what it is called
-- column role varchar [codes role, shown 3, filter 9]: the organisation's own role:
--   controller, joint_controller or processor
-- column controllers varchar[] [codes principal_kind]: for whom it processes; null
--   where it is no processor
-- column purposes varchar[] [codes purpose, shown 5, filter 5]: what it processes
--   personal data for
-- column categories varchar[] [codes category, shown 7, filter 4]: categories of
--   personal data
-- column subjects varchar[] [codes subjects, shown 6]: whom the data are about
-- column grounds varchar[] [codes ground, shown 8, filter 8]: grounds of the processing
--   (GDPR Art. 6(1))
-- column interest varchar [shown 9]: the legitimate interest pursued; null where none
--   is named
-- column special_ground varchar [codes special_ground, shown 10]: ground for special
--   data (GDPR Art. 9(2)); null without
-- column recipient_kinds varchar[] [codes recipient_kind, shown 11, filter 6]: sorts of
--   recipients; null where none are named
-- column countries varchar[] [codes country, shown 12, filter 7]: third countries it
--   transfers to; null without
-- column retention_rules varchar[] [codes retention_rule]: rules that say how
--   long the data are kept
-- column measures varchar [shown 15]: security measures; null where none are named
-- column owner varchar [shown 4, filter 3]: department that answers for it; null where
--   none is named
-- column dpia varchar [codes dpia, shown 19, filter 10]: data protection impact
--   assessment: not_needed, needed (and not done), done
-- column dpia_on date [shown 20]: day of the assessment; null where it is not done
-- column automated boolean [filter 11]: profiling, or decisions by machine alone
-- column has_special boolean [filter 12]: one of its categories has special data
-- column reviewed_on date [shown 18]: day it was last reviewed; null where it never
--   was
-- column is_complete boolean [shown 16, filter 1]: nothing is missing
-- column missing varchar[] [codes missing, shown 17, filter 2]: what is missing:
--   measures, owner; where the organisation is no processor also recipient_kinds,
--   interest (with a legitimate interest among the grounds) and special_ground (with a
--   category that has special data)
with

special_activities as (

    select distinct activity.activity_id
    from activity
    inner join policy_catalog
        on list_contains(activity.categories, policy_catalog.category)
    where policy_catalog.special

),

audited_activities as (

    select
        activity.*,
        special_activities.activity_id is not null as has_special,
        list_filter(
            [
                case
                    when says_nothing(activity.measures, $no_answer)
                        then 'measures'
                end,
                case
                    when says_nothing(activity.owner, $no_answer) then 'owner'
                end,
                -- Art. 30(2) asks less of a processor
                case
                    when activity.role <> 'processor'
                        and activity.recipient_kinds is null
                        then 'recipient_kinds'
                end,
                case
                    when activity.role <> 'processor'
                        and says_nothing(activity.interest, $no_answer)
                        and list_contains(
                            activity.grounds, 'legitimate_interest'
                        ) then 'interest'
                end,
                case
                    when activity.role <> 'processor'
                        and activity.special_ground is null
                        and special_activities.activity_id is not null
                        then 'special_ground'
                end
            ],
            lambda entry: entry is not null
        ) as missing
    from activity
    left join special_activities
        on special_activities.activity_id = activity.activity_id

)

select
    activity_id,
    name,
    role,
    controllers,
    purposes,
    categories,
    subjects,
    grounds,
    interest,
    special_ground,
    recipient_kinds,
    countries,
    retention_rules,
    measures,
    owner,
    dpia,
    dpia_on,
    automated,
    has_special,
    reviewed_on,
    array_length(missing) = 0 as is_complete,
    missing
from audited_activities
order by activity_id
