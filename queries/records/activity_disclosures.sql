-- basis: GDPR Art. 30(1)(b) to (d) and 5(1)(b)
-- page: activity
-- grain: one row per activity, and kind of recipient, category and purpose of
--   disclosures of which the activity names the category and the purpose
-- kept: whole
-- key: activity_id recipient_kind category purpose
-- search: activity_id
-- column activity_id varchar: the activity
-- column recipient_kind varchar [codes recipient_kind]: kind of recipient
-- column category varchar [codes category]: category of personal data
-- column purpose varchar [codes purpose]: what for
-- column is_registered boolean: the activity names the kind of recipient
-- column disclosures bigint: disclosures ever
-- column disclosures_12m bigint: disclosures in the last 12 months
-- column last_disclosed_on date: day of the last one
with

disclosed as (

    select
        recipient_kind,
        category,
        purpose,
        count(*) as disclosures,
        count(*) filter (where disclosed_12m) as disclosures_12m,
        max(disclosed_on) as last_disclosed_on
    from disclosures
    group by recipient_kind, category, purpose

)

select
    register.activity_id,
    disclosed.recipient_kind,
    disclosed.category,
    disclosed.purpose,
    coalesce(
        list_contains(register.recipient_kinds, disclosed.recipient_kind), false
    ) as is_registered,
    disclosed.disclosures,
    disclosed.disclosures_12m,
    disclosed.last_disclosed_on
from register
inner join disclosed
    on list_contains(register.categories, disclosed.category)
    and list_contains(register.purposes, disclosed.purpose)
