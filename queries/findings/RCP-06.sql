-- basis: GDPR Art. 30(1)(c) and (d)
-- severity: medium
-- subject: recipient
-- needs: recipient disclosure activity
-- grain: one row per recipient and category outside the register
with

disclosed_categories as (

    select
        recipient_id,
        category,
        min(disclosed_on) as first_disclosed_on,
        max(disclosed_on) as last_disclosed_on,
        count(*) as count_disclosures
    from disclosure
    group by recipient_id, category

)

select
    disclosed_categories.recipient_id || '/' || disclosed_categories.category
        as subject_key,
    cast(null as varchar) as client_id,
    disclosed_categories.first_disclosed_on as since,
    disclosed_categories.category,
    disclosed_categories.count_disclosures,
    disclosed_categories.first_disclosed_on,
    disclosed_categories.last_disclosed_on,
    recipient.kind as recipient_kind
from disclosed_categories
inner join recipient
    on recipient.recipient_id = disclosed_categories.recipient_id
where not exists (
    select 1
    from activity
    where list_contains(activity.recipient_kinds, recipient.kind)
        and list_contains(activity.categories, disclosed_categories.category)
)
