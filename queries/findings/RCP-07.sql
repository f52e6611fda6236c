-- basis: GDPR Art. 26(1) and 28(3); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: high
-- subject: recipient
-- needs: recipient agreement disclosure
-- grain: one row per recipient with an agreement that got data outside its days
with

covered_days as (

    select agreement.recipient_id, agreement.signed_on, agreement.ends_on
    from agreement
    inner join recipient
        on recipient.recipient_id = agreement.recipient_id
    where agreement.kind = agreement_for(recipient.role)

),

-- a recipient has few days and many disclosures
disclosed_days as (

    select
        disclosure.recipient_id,
        disclosure.disclosed_on,
        count(*) as count_disclosures
    from disclosure
    inner join recipients
        on recipients.recipient_id = disclosure.recipient_id
    where recipients.agreement in ('in_force', 'ending_soon')
    group by disclosure.recipient_id, disclosure.disclosed_on

)

select
    disclosed_days.recipient_id as subject_key,
    cast(null as varchar) as client_id,
    min(disclosed_days.disclosed_on) as since,
    recipients.role,
    cast(sum(disclosed_days.count_disclosures) as bigint)
        as count_disclosures,
    min(disclosed_days.disclosed_on) as first_disclosed_on,
    max(disclosed_days.disclosed_on) as last_disclosed_on,
    recipients.agreement_signed_on
from disclosed_days
inner join recipients
    on recipients.recipient_id = disclosed_days.recipient_id
where not exists (
    select 1
    from covered_days
    where covered_days.recipient_id = disclosed_days.recipient_id
        and covered_days.signed_on <= disclosed_days.disclosed_on
        and coalesce(covered_days.ends_on >= disclosed_days.disclosed_on, true)
)
group by
    disclosed_days.recipient_id, recipients.role, recipients.agreement_signed_on
