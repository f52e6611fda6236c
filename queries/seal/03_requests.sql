-- basis: GDPR Art. 12(3), 12(4) and 12(6), 15-22 and 7(3)
-- grain: one row per rights request
-- param as_of date: the day every status is computed for
-- column request_id varchar [shown 1]: the request
-- column client_id varchar [shown 2]: pseudonym of the client who made it
-- column kind varchar [codes request_kind, shown 3, filter 2]: which right is exercised
-- column received_on date [shown 5, filter 6]: day it came in
-- column paused_days bigint [shown 10]: days for which the clock stood still while the
--   client's identity was asked for; 0 unless it was asked within 7 days of receipt
-- column initial_due_on date: last day of the term without extension, run on to a
--   working day; null while identity is awaited
-- column due_on date [shown 6]: last day on which the answer is in time: with two
--   months more where validly extended and not refused; null while identity is awaited
-- column extension_valid boolean [shown 11]: told in time, and this kind can be
--   extended; null where it was not extended
-- column closed_on date [shown 8, filter 7]: day it was answered; null while it is open
-- column status varchar [codes request_status, shown 4, filter 1]: closed:
--   closed_on_time, closed_late; open: awaiting_identity, overdue, due_soon (due within
--   7 days), on_track
-- column days_overdue bigint [shown 7, filter 5]: days past due_on, on the day of the
--   snapshot where overdue, on the day of closing where closed_late; else null
-- column handling_days bigint [shown 9]: days from receipt to closing; null while it is
--   open
-- column channel varchar [codes channel, filter 4]: how it came in
-- column department varchar [shown 12, filter 3]: department that handles it
-- column identity_requested_on date: day on which more was asked to identify the client
-- column identity_verified_on date: day on which the client was identified
-- column is_awaiting boolean: identity was asked within 7 days, has not been verified,
--   and the request is open: the clock stands still
-- column extended_on date: day on which the client was told of an extension
-- column extended_due_on date: last day of the term with two months more, run on to a
--   working day; null where it cannot be extended and while identity is awaited
-- column outcome varchar [codes outcome]: granted, partly_granted, refused or
--   withdrawn; null while it is open
-- column received_12m boolean [filter 8]: received in the last 12 months
-- column counts_12m boolean [filter 10]: closed in the last 12 months, or overdue now
-- column closed_12m boolean [filter 9]: closed in the last 12 months
with

termed_requests as (

    select
        rights_request.*,
        terms.months,
        terms.extendable,
        coalesce(
            rights_request.identity_requested_on
            <= rights_request.received_on + 7,
            false
        ) as asked_in_time,
        -- the first of the two; least passes over a null
        least(
            rights_request.identity_verified_on, rights_request.closed_on
        ) as resumed_on
    from rights_request
    inner join policy_request_terms as terms
        on terms.kind = rights_request.kind

),

paused_requests as (

    select
        *,
        asked_in_time and resumed_on is null as is_awaiting,
        case
            when asked_in_time and resumed_on > identity_requested_on
                then date_diff('day', identity_requested_on, resumed_on)
            else 0
        end as paused_days
    from termed_requests

),

term_ends as (

    select
        *,
        case
            when not is_awaiting
                then add_months(received_on, months)
                    + cast(paused_days as integer)
        end as initial_ends_on,
        case
            when not is_awaiting and extendable
                then add_months(received_on, months + 2)
                    + cast(paused_days as integer)
        end as extended_ends_on
    from paused_requests

),

rolled_requests as (

    select
        term_ends.*,
        initial_days.rolled_on as initial_due_on,
        extended_days.rolled_on as extended_due_on,
        case
            when term_ends.extended_on is not null
                then coalesce(
                    term_ends.extendable
                    and term_ends.extended_on <= initial_days.rolled_on,
                    false
                )
        end as extension_valid
    from term_ends
    left join calendar as initial_days
        on initial_days.day = term_ends.initial_ends_on
    left join calendar as extended_days
        on extended_days.day = term_ends.extended_ends_on

),

-- a refusal is due within the first term, extended or not: Art. 12(4)
due_requests as (

    select
        *,
        case
            when extension_valid and coalesce(outcome, '') <> 'refused'
                then extended_due_on
            else initial_due_on
        end as due_on
    from rolled_requests

),

judged_requests as (

    select
        *,
        case
            when closed_on <= due_on then 'closed_on_time'
            when closed_on is not null then 'closed_late'
            when is_awaiting then 'awaiting_identity'
            when due_on < $as_of then 'overdue'
            when due_on <= $as_of + 7 then 'due_soon'
            else 'on_track'
        end as status,
        coalesce(closed_on > add_months($as_of, -12), false) as closed_12m
    from due_requests

)

select
    request_id,
    client_id,
    kind,
    received_on,
    paused_days,
    initial_due_on,
    due_on,
    extension_valid,
    closed_on,
    status,
    case
        when status = 'overdue' then date_diff('day', due_on, $as_of)
        when status = 'closed_late' then date_diff('day', due_on, closed_on)
    end as days_overdue,
    date_diff('day', received_on, closed_on) as handling_days,
    channel,
    department,
    identity_requested_on,
    identity_verified_on,
    is_awaiting,
    extended_on,
    extended_due_on,
    outcome,
    received_on > add_months($as_of, -12) as received_12m,
    closed_12m or status = 'overdue' as counts_12m,
    closed_12m
from judged_requests
order by status, due_on, request_id
