-- basis: GDPR Art. 28(3), 26(1), 32(1) and 30(1)(d)
-- grain: one row per recipient
-- param as_of date: the day every status is computed for
-- param agreement_ending_days integer: house norm: warning before an agreement or a
--   certificate ends
-- column recipient_id varchar [shown 1]: the recipient
-- column kind varchar [codes recipient_kind, shown 3, filter 3]: what sort of recipient
--   it is
-- column role varchar [codes role, shown 4, filter 4]: processor, controller or
--   joint_controller
-- column country varchar [codes country, shown 5, filter 5]: where it is established,
--   ISO 3166-1 alpha-2
-- column agreement varchar [codes agreement, shown 6, filter 1, needs agreement]:
--   not_required (a controller), in_force, ending_soon (within the house's norm of
--   days), expired, missing (none of the kind that its role needs is signed yet);
--   not_assessed where the agreements were not delivered
-- column iso27001 varchar [codes iso27001, shown 8, filter 2]: certificate of an IT
--   supplier: none, expired, ending_soon (within the house's norm of days), valid;
--   not_applicable for other recipients
-- column disclosures_12m bigint [shown 9, needs disclosure]: disclosures to it in the
--   last 12 months; null where the disclosures were not delivered
-- column clients_12m bigint [shown 10, needs disclosure]: clients whose data these
--   disclosures were; null where the disclosures were not delivered
-- column last_disclosed_on date [shown 11, needs disclosure]: day of the last
--   disclosure ever; null without one
-- column name varchar [shown 2]: name of the organisation
-- column first_disclosed_on date [needs disclosure]: day of the first disclosure ever;
--   null without one
-- column agreement_signed_on date [needs agreement]: day the first agreement of the
--   kind that its role needs was or will be signed; null without one
-- column agreement_ends_on date [shown 7, needs agreement]: last day of the agreement
--   in force that ends last, null where one of them has no end; else of the last one
--   that ran out
-- column iso27001_until date: last day of the certificate; null without one
-- column dpf_certified boolean: on the list of the EU-US Data Privacy Framework
-- column categories varchar[] [codes category, shown 12, filter 6, needs disclosure]:
--   categories of data
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

-- of the kind that the role of the recipient asks for
counting_agreements as (

    select
        agreement.recipient_id,
        agreement.signed_on,
        agreement.ends_on,
        agreement.signed_on <= $as_of
        and coalesce(agreement.ends_on >= $as_of, true) as is_active,
        coalesce(
            agreement.ends_on > $as_of + $agreement_ending_days, true
        ) as is_lasting
    from agreement
    inner join recipient
        on recipient.recipient_id = agreement.recipient_id
    where agreement.kind = agreement_for(recipient.role)

),

was_delivered as (

    select
        count(*) filter (where table_name = 'agreement') = 0 as agreement,
        count(*) filter (where table_name = 'disclosure') = 0 as disclosure
    from not_delivered

),

agreements_by_recipient as (

    select
        recipient_id,
        bool_or(is_active) as has_active,
        bool_or(is_active and is_lasting) as has_lasting,
        bool_or(is_active and ends_on is null) as has_endless,
        min(signed_on) as first_signed_on,
        max(ends_on) filter (where is_active) as active_until,
        max(ends_on) filter (where ends_on < $as_of) as ran_out_on
    from counting_agreements
    group by recipient_id

)

select
    recipient.recipient_id,
    recipient.kind,
    recipient.role,
    recipient.country,
    case
        when not was_delivered.agreement then 'not_assessed'
        when recipient.role = 'controller' then 'not_required'
        when agreed.has_lasting then 'in_force'
        when agreed.has_active then 'ending_soon'
        when agreed.ran_out_on is not null then 'expired'
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
    case
        when was_delivered.disclosure then coalesce(disclosed.disclosures_12m, 0)
    end as disclosures_12m,
    case
        when was_delivered.disclosure then coalesce(disclosed.clients_12m, 0)
    end as clients_12m,
    disclosed.last_disclosed_on,
    recipient.name,
    disclosed.first_disclosed_on,
    agreed.first_signed_on as agreement_signed_on,
    case
        when agreed.has_endless then null
        else coalesce(agreed.active_until, agreed.ran_out_on)
    end as agreement_ends_on,
    recipient.iso27001_until,
    recipient.dpf_certified,
    coalesce(disclosed.categories, []) as categories
from recipient
cross join was_delivered
left join disclosures_by_recipient as disclosed
    on disclosed.recipient_id = recipient.recipient_id
left join agreements_by_recipient as agreed
    on agreed.recipient_id = recipient.recipient_id
order by recipient.recipient_id
