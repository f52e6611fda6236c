-- basis: GDPR Art. 28(3) and 26(1)
-- grain: one row per agreement with a recipient, its successors included
-- param as_of date: the day every status is computed for
-- param agreement_ending_days integer: house norm: warning before an agreement ends
-- column agreement_id varchar [shown 1]: the agreement
-- column recipient_id varchar: the recipient it is with
-- column kind varchar [codes agreement_kind, shown 3, filter 2]: processing (a
--   processing agreement), joint (a joint arrangement) or confidentiality
-- column signed_on date [shown 6]: day it was or will be signed
-- column ends_on date [shown 7, filter 5]: its last day; null where it has no end
-- column recipient_name varchar [shown 2, filter 4]: name of the recipient
-- column role varchar [codes role, shown 4, filter 3]: role of the recipient
-- column status varchar [codes agreement_status, shown 5, filter 1]: in_force;
--   ending_soon (within the house's norm of days); expired; upcoming (signed after the
--   day of the snapshot); other_kind (not of the kind that the role of the recipient
--   needs)
-- column uncovered_before bigint [shown 8, filter 6, needs disclosure]: disclosures to
--   the recipient before it was signed, on days that no agreement of the kind needed
--   covers, since the one before it began; null where it is of another kind
-- column uncovered_first_on date [shown 9, needs disclosure]: day of the first of them;
--   null without one
with

named_agreements as (

    select
        agreement.*,
        recipient.name as recipient_name,
        recipient.role,
        coalesce(agreement.kind = agreement_for(recipient.role), false) as counts
    from agreement
    inner join recipient
        on recipient.recipient_id = agreement.recipient_id

),

disclosed_days as (

    select recipient_id, disclosed_on, count(*) as count_disclosures
    from disclosure
    group by recipient_id, disclosed_on

),

uncovered_days as (

    select *
    from disclosed_days
    where not exists (
        select 1
        from named_agreements
        where named_agreements.counts
            and named_agreements.recipient_id = disclosed_days.recipient_id
            and named_agreements.signed_on <= disclosed_days.disclosed_on
            and coalesce(
                named_agreements.ends_on >= disclosed_days.disclosed_on, true
            )
    )

),

-- a day without an agreement belongs to the first one that is signed after it
next_agreements as (

    select
        uncovered_days.count_disclosures,
        uncovered_days.disclosed_on,
        min_by(
            named_agreements.agreement_id,
            (named_agreements.signed_on, named_agreements.agreement_id)
        ) as agreement_id
    from uncovered_days
    inner join named_agreements
        on named_agreements.recipient_id = uncovered_days.recipient_id
        and named_agreements.counts
        and named_agreements.signed_on > uncovered_days.disclosed_on
    group by
        uncovered_days.recipient_id,
        uncovered_days.count_disclosures,
        uncovered_days.disclosed_on

),

gaps as (

    select
        agreement_id,
        cast(sum(count_disclosures) as bigint) as uncovered_before,
        min(disclosed_on) as uncovered_first_on
    from next_agreements
    group by agreement_id

)

select
    named_agreements.agreement_id,
    named_agreements.recipient_id,
    named_agreements.kind,
    named_agreements.signed_on,
    named_agreements.ends_on,
    named_agreements.recipient_name,
    named_agreements.role,
    case
        when not named_agreements.counts then 'other_kind'
        when named_agreements.signed_on > $as_of then 'upcoming'
        when named_agreements.ends_on < $as_of then 'expired'
        when named_agreements.ends_on <= $as_of + $agreement_ending_days
            then 'ending_soon'
        else 'in_force'
    end as status,
    case
        when named_agreements.counts then coalesce(gaps.uncovered_before, 0)
    end as uncovered_before,
    gaps.uncovered_first_on
from named_agreements
left join gaps on gaps.agreement_id = named_agreements.agreement_id
order by named_agreements.agreement_id
