-- basis: GDPR Art. 30(1), 6(1)(f) and 9(2)
-- grain: one row per processing activity
-- column activity_id varchar [shown 1]: the activity
-- column name varchar [shown 2]: what it is called
-- column purposes varchar[] [codes purpose, shown 4, filter 5]: what it processes
--   personal data for
-- column categories varchar[] [codes category, shown 5, filter 4]: categories of
--   personal data
-- column subjects varchar[] [codes subjects]: whom the data are about
-- column grounds varchar[] [codes ground, shown 6, filter 8]: grounds of the processing
--   (GDPR Art. 6(1))
-- column interest varchar: the legitimate interest pursued; null where none is named
-- column special_ground varchar [codes special_ground]: ground for special data (GDPR
--   Art. 9(2)); null without
-- column recipient_kinds varchar[] [codes recipient_kind, shown 7, filter 6]: sorts of
--   recipients; null where none are named
-- column countries varchar[] [codes country, shown 8, filter 7]: third countries it
--   transfers to; null without
-- column retention_rules varchar[] [codes retention_rule, shown 9]: rules that say how
--   long the data are kept
-- column measures varchar: security measures; null where none are named
-- column owner varchar [shown 3, filter 3]: department that answers for it; null where
--   none is named
-- column reviewed_on date [shown 10]: day it was last reviewed; null where it never was
-- column is_complete boolean [shown 11, filter 1]: nothing is missing
-- column missing varchar[] [codes missing, shown 12, filter 2]: what is missing:
--   measures, owner, recipient_kinds, interest (with a legitimate interest among the
--   grounds), special_ground (with a category among the categories that has special
--   data)
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
        list_filter(
            [
                case when activity.measures is null then 'measures' end,
                case when activity.owner is null then 'owner' end,
                case
                    when activity.recipient_kinds is null
                        then 'recipient_kinds'
                end,
                case
                    when activity.interest is null
                        and list_contains(
                            activity.grounds, 'legitimate_interest'
                        ) then 'interest'
                end,
                case
                    when activity.special_ground is null
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
    reviewed_on,
    array_length(missing) = 0 as is_complete,
    missing
from audited_activities
order by activity_id
