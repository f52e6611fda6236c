-- basis: GDPR Art. 30(1), 6(1)(f) and 9(2)
-- grain: one row per processing activity
-- column activity_id varchar: the activity
-- column name varchar: what it is called
-- column purposes varchar[]: what it processes personal data for
-- column categories varchar[]: categories of personal data
-- column subjects varchar[]: whom the data are about
-- column grounds varchar[]: grounds of the processing (GDPR Art. 6(1))
-- column interest varchar: the legitimate interest pursued; null where none is named
-- column special_ground varchar: ground for special data (GDPR Art. 9(2)); null without
-- column recipient_kinds varchar[]: sorts of recipients; null where none are named
-- column countries varchar[]: third countries it transfers to; null without
-- column retention_rules varchar[]: rules that say how long the data are kept
-- column measures varchar: security measures; null where none are named
-- column owner varchar: department that answers for it; null where none is named
-- column reviewed_on date: day it was last reviewed; null where it never was
-- column is_complete boolean: nothing is missing
-- column missing varchar[]: what is missing: measures, owner, recipient_kinds, interest
--   (with a legitimate interest among the grounds), special_ground (with a category
--   among the categories that has special data)
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
