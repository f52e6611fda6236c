-- basis: GDPR Art. 30(1)(c) and (d)
-- severity: medium
-- subject: recipient
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
    'Disclosures of category '
        || said_en('category', disclosed_categories.category) || ': '
        || number_en(disclosed_categories.count_disclosures) || ', from '
        || day_en(disclosed_categories.first_disclosed_on) || ' to '
        || day_en(disclosed_categories.last_disclosed_on)
        || '; no activity names it together with recipients of kind '
        || said_en('recipient_kind', recipient.kind)
        as evidence,
    'Verstrekkingen van categorie '
        || said_nl('category', disclosed_categories.category) || ': '
        || number_nl(disclosed_categories.count_disclosures) || ', van '
        || day_nl(disclosed_categories.first_disclosed_on) || ' tot en met '
        || day_nl(disclosed_categories.last_disclosed_on)
        || '; geen activiteit noemt deze samen met ontvangers van de soort '
        || said_nl('recipient_kind', recipient.kind)
        as evidence_nl
from disclosed_categories
inner join recipient
    on recipient.recipient_id = disclosed_categories.recipient_id
where not exists (
    select 1
    from activity
    where list_contains(activity.recipient_kinds, recipient.kind)
        and list_contains(activity.categories, disclosed_categories.category)
)
