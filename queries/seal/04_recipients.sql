-- basis: GDPR Art. 28(3), 26(1), 32(1) and 30(1)(d)
-- grain: one row per recipient
-- param as_of date: the day every status is computed for
-- param agreement_ending_days integer: a norm of the house
-- column recipient_id varchar [shown 1]: the recipient
-- column kind varchar [codes recipient_kind, shown 3, filter 3]: what sort of recipient
--   it is
-- column role varchar [codes role, shown 4, filter 4]: processor, controller or
--   joint_controller
-- column country varchar [codes country, shown 5, filter 5]: where it is established,
--   ISO 3166-1 alpha-2
-- column agreement varchar [codes agreement, shown 6, filter 1]: not_required (a
--   controller), not_assessed (agreements not delivered), in_force, ending_soon (ends
--   within the house's days of warning), expired, missing (none that counts)
-- column iso27001 varchar [codes iso27001, shown 8, filter 2]: certificate of an IT
--   supplier: none, expired, ending_soon (ends within 90 days), valid; not_applicable
--   for other recipients
-- column disclosures_12m bigint [shown 9]: disclosures to it in the last 12 months
-- column clients_12m bigint [shown 10]: clients whose data these disclosures were
-- column last_disclosed_on date [shown 11]: day of the last disclosure ever; null
--   without one
-- column name varchar [shown 2]: name of the organisation
-- column first_disclosed_on date: day of the first disclosure ever; null without one
-- column agreement_signed_on date: day the newest agreement that counts and is signed
--   was signed; null without one
-- column agreement_ends_on date [shown 7]: last day of the last agreement in force, or
--   else of the last one expired; null where it has no end, or there is none
-- column iso27001_until date: last day of the certificate; null without one
-- column dpf_certified boolean: on the list of the EU-US Data Privacy Framework
-- column categories varchar[] [codes category, shown 12, filter 6]: categories of data
--   that were ever disclosed to it
with

disclosures_by_recipient as (

    select
        recipient_id,
        count(*) filter (
            where disclosed_on > add_months($as_of, -12)
        ) as disclosures_12m,
        count(distinct client_id) filter (
            where disclosed_on > add_months($as_of, -12)
        ) as clients_12m,
        min(disclosed_on) as first_disclosed_on,
        max(disclosed_on) as last_disclosed_on,
        list_sort(list(distinct category)) as categories
    from disclosure
    group by recipient_id

),

counting_agreements as (

    select
        agreement.recipient_id,
        agreement.signed_on,
        agreement.ends_on,
        coalesce(agreement.ends_on >= $as_of, true) as is_active,
        coalesce(agreement.ends_on < $as_of, false) as has_ended
    from agreement
    inner join recipient
        on recipient.recipient_id = agreement.recipient_id
    where (recipient.role = 'processor' and agreement.kind = 'processing')
        or (recipient.role = 'joint_controller' and agreement.kind = 'joint')

),

agreements_by_recipient as (

    select
        counting.recipient_id,
        count(*) filter (
            where counting.is_active and counting.signed_on <= $as_of
        ) as active,
        bool_or(
            coalesce(counting.ends_on > $as_of + $agreement_ending_days, true)
        ) filter (where counting.is_active and counting.signed_on <= $as_of) as lasts,
        bool_or(counting.ends_on is null) filter (
            where counting.is_active and counting.signed_on <= $as_of
        ) as has_no_end,
        max(counting.ends_on) filter (
            where counting.is_active and counting.signed_on <= $as_of
        ) as active_ends_on,
        max(counting.ends_on) filter (where counting.has_ended) as ended_on,
        max(counting.signed_on) filter (
            where counting.signed_on <= $as_of
        ) as signed_on
    from counting_agreements as counting
    group by counting.recipient_id

)

select
    recipient.recipient_id,
    recipient.kind,
    recipient.role,
    recipient.country,
    case
        when exists (
            select * from not_delivered
            where not_delivered.table_name = 'agreement'
        ) then 'not_assessed'
        when recipient.role = 'controller' then 'not_required'
        when agreed.lasts then 'in_force'
        when agreed.active > 0 then 'ending_soon'
        when agreed.ended_on is not null then 'expired'
        else 'missing'
    end as agreement,
    case
        when recipient.kind <> 'it_supplier' then 'not_applicable'
        when recipient.iso27001_until is null then 'none'
        when recipient.iso27001_until < $as_of then 'expired'
        when recipient.iso27001_until <= $as_of + $agreement_ending_days
            then 'ending_soon'
        else 'valid'
    end as iso27001,
    coalesce(disclosed.disclosures_12m, 0) as disclosures_12m,
    coalesce(disclosed.clients_12m, 0) as clients_12m,
    disclosed.last_disclosed_on,
    recipient.name,
    disclosed.first_disclosed_on,
    agreed.signed_on as agreement_signed_on,
    case
        when agreed.active > 0 and not agreed.has_no_end
            then agreed.active_ends_on
        when agreed.active = 0 then agreed.ended_on
    end as agreement_ends_on,
    recipient.iso27001_until,
    recipient.dpf_certified,
    coalesce(disclosed.categories, []) as categories
from recipient
left join agreements_by_recipient as agreed
    on agreed.recipient_id = recipient.recipient_id
left join disclosures_by_recipient as disclosed
    on disclosed.recipient_id = recipient.recipient_id
order by recipient.recipient_id
