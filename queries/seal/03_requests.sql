-- basis: GDPR Art. 12(3), 12(4) and 12(6), 15-22 and 7(3)
-- grain: one row per rights request
-- stands_by: status due_on request_id
-- param as_of date: the day every status is computed for
-- param identity_ask_days integer: house norm: within which asking for the identity
--   stops the clock
-- param identity_wait_days integer: house norm: the longest pause
-- param request_due_soon_days integer: house norm: warning before a request is due
-- column request_id varchar [shown 1]: the request
-- column client_id varchar [shown 2]: pseudonym of the client who made it; null where
--   somebody else did
-- column kind varchar [codes request_kind, shown 3, filter 2]: which right is exercised
-- column received_on date [shown 5, filter 6]: day it came in
-- column paused_days bigint [shown 10]: days for which the clock stood still while the
--   identity was asked for; 0 unless that was within the house's norm of days
-- column initial_due_on date: last day of the term without extension, run on to a
--   working day; null while identity is awaited
-- column due_on date [shown 6]: last day on which the answer is in time: with two
--   months more where validly extended and not refused; null while identity is awaited
-- column extension_valid boolean [shown 11]: told in time, and this kind can be
--   extended; null where it was not extended
-- column closed_on date [shown 8, filter 7]: day it was answered; null while it is open
-- column status varchar [codes request_status, shown 4, filter 1]: closed:
--   closed_on_time, closed_late; open: awaiting_identity, overdue, due_soon (due within
--   the house's norm of days), on_track
-- column days_overdue bigint [shown 7, filter 5]: days past due_on, on the day of the
--   snapshot where overdue, on the day of closing where closed_late; else null
-- column handling_days bigint [shown 9]: days from receipt to closing; null while it is
--   open
-- column channel varchar [codes channel, filter 4]: how it came in
-- column department varchar [shown 12, filter 3]: department that handles it
-- column identity_requested_on date: day on which more was asked to identify the client
-- column identity_verified_on date: day on which the client was identified
-- column is_awaiting boolean: identity was asked within the house's norm of days, has
--   not been verified, the request is open and the longest pause is not over: the clock
--   stands still
-- column subject varchar [codes subjects, shown 13, filter 11]: who asks: a client, a
--   client's contact, a visitor of the website or an employee
-- column extended_on date: day on which the client was told of an extension
-- column extended_due_on date: last day of the term with two months more, run on to a
--   working day; null where it cannot be extended and while identity is awaited
-- column outcome varchar [codes outcome, filter 16]: granted, partly_granted, refused
--   or withdrawn; null while it is open
-- column refusal_reason varchar [shown 14]: why it was refused, or in part; null
--   without
-- column extension_reason varchar: why it was extended; null where it was not
-- column recipients_notified_on date [shown 15]: day on which recipients were told
--   (Art. 19); null where they were not
-- column id_copy_received_on date [shown 16, filter 12]: day on which a copy of an
--   identity document came in; null where none did
-- column id_copy_redacted boolean [filter 13]: number and photo made unreadable on it
-- column id_copy_deleted_on date [shown 17]: day on which the copy was deleted; null
--   while it is there
-- column received_12m boolean [filter 8]: received in the last 12 months
-- column seen_overdue_on date [shown 18]: day of the last earlier snapshot that had it
--   overdue; null where none had
-- column answer_12m varchar [codes answer_12m, filter 10]: how it counts for the
--   answers in time of the last 12 months: overdue (now), closed_late, seen_overdue (an
--   earlier snapshot of them had it overdue, or one of any time where it was closed in
--   them, and it is not late by what is on record now) or closed_on_time; null where
--   it does not count
-- column closed_12m boolean [filter 9]: closed in the last 12 months
-- column working struct: how due_on came about: steps, in their order, by the codes
--   that data/words has a sentence for; ask_by, last day on which to ask for identity
--   stops the clock; wait_until, last day of the longest pause; resumed_on, when the
--   first came of identity verified, request closed and wait_until; term_on, last day
--   of the term by its months alone; ends_on, with the days paused, before it runs on
--   to a working day; both of the extended term too; warning_days, the house's norm
with

termed_requests as (

    select
        rights_request.*,
        terms.months,
        terms.extendable,
        contains(terms.reference, 'term of the house') as is_of_house,
        cast(rights_request.received_on + $identity_ask_days as date) as ask_by,
        coalesce(rights_request.identity_requested_on <= ask_by, false)
            as asked_in_time,
        cast(
            rights_request.identity_requested_on + $identity_wait_days as date
        ) as wait_until,
        -- the first of the three; least passes over a null
        least(
            rights_request.identity_verified_on,
            rights_request.closed_on,
            wait_until
        ) as resumed_on
    from rights_request
    inner join policy_request_terms as terms
        on terms.kind = rights_request.kind

),

paused_requests as (

    select
        *,
        asked_in_time
        and identity_verified_on is null
        and closed_on is null
        and wait_until >= $as_of as is_awaiting,
        case
            when asked_in_time
                and not is_awaiting
                and resumed_on > identity_requested_on
                then date_diff('day', identity_requested_on, resumed_on)
            else 0
        end as paused_days
    from termed_requests

),

counted_requests as (

    select
        *,
        case
            when not is_awaiting then add_months(received_on, months)
        end as term_on,
        case
            when not is_awaiting and extendable
                then add_months(received_on, months + 2)
        end as extended_term_on
    from paused_requests

),

term_ends as (

    select
        *,
        term_on + cast(paused_days as integer) as initial_ends_on,
        extended_term_on + cast(paused_days as integer) as extended_ends_on
    from counted_requests

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
extended_requests as (

    select
        *,
        coalesce(extension_valid and coalesce(outcome, '') <> 'refused', false)
            as is_longer
    from rolled_requests

),

due_requests as (

    select
        *,
        case when is_longer then extended_due_on else initial_due_on end as due_on,
        seen.last_seen as seen_overdue_on
    from extended_requests
    left join earlier_finding as seen
        on seen.rule = 'REQ-01'
        and seen.subject_key = extended_requests.request_id

),

judged_requests as (

    select
        *,
        case
            when closed_on <= due_on then 'closed_on_time'
            when closed_on is not null then 'closed_late'
            when is_awaiting then 'awaiting_identity'
            when due_on < $as_of then 'overdue'
            when due_on <= $as_of + $request_due_soon_days then 'due_soon'
            else 'on_track'
        end as status,
        coalesce(closed_on > add_months($as_of, -12), false) as closed_12m
    from due_requests

),

-- the steps that a term is counted by: once, and again where validly extended
coded_requests as (

    select
        *,
        'term'
        || case when day(term_on) <> day(received_on) then '_last_day' else '' end
        || case when is_of_house then '_house' else '' end as term_step,
        case
            when is_awaiting or not asked_in_time then null
            when resumed_on = identity_verified_on then 'paused_until_verified'
            when resumed_on = closed_on then 'paused_until_closed'
            else 'paused_until_wait_end'
        end as paused_step,
        case
            when initial_due_on > initial_ends_on then 'rolled'
            when initial_due_on = initial_ends_on then 'working_day'
        end as rolled_step,
        case
            when day(extended_term_on) <> day(received_on) then 'term_last_day'
            else 'term'
        end as extended_term_step,
        case
            when extended_due_on > extended_ends_on then 'rolled'
            else 'working_day'
        end as extended_rolled_step
    from judged_requests

),

worked_requests as (

    select
        *,
        list_filter(
            [
                'received',
                case
                    when asked_in_time then 'asked_in_time'
                    when identity_requested_on is not null then 'asked_late'
                end,
                case when is_awaiting then 'awaiting' else term_step end,
                paused_step,
                rolled_step,
                case
                    when extended_on is null then null
                    when not extendable then 'extension_of_kind'
                    when is_awaiting then 'extension_awaiting'
                    when not extension_valid then 'extension_late'
                    else 'extension_counts'
                end,
                case when is_longer then extended_term_step end,
                case when is_longer then paused_step end,
                case when is_longer then extended_rolled_step end,
                case when extension_valid and not is_longer then 'refused' end,
                'request_' || status
            ],
            lambda step: step is not null
        ) as steps
    from coded_requests

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
    subject,
    extended_on,
    extended_due_on,
    outcome,
    refusal_reason,
    extension_reason,
    recipients_notified_on,
    id_copy_received_on,
    id_copy_redacted,
    id_copy_deleted_on,
    received_on > add_months($as_of, -12) as received_12m,
    seen_overdue_on,
    case
        when status = 'overdue' then 'overdue'
        when status = 'closed_late' and closed_12m then 'closed_late'
        when seen_overdue_on > add_months($as_of, -12)
            or (closed_12m and seen_overdue_on is not null)
            then 'seen_overdue'
        when closed_12m then 'closed_on_time'
    end as answer_12m,
    closed_12m,
    {
        'steps': steps,
        'ask_by': ask_by,
        'wait_until': wait_until,
        'resumed_on': resumed_on,
        'term_on': term_on,
        'ends_on': initial_ends_on,
        'extended_term_on': extended_term_on,
        'extended_ends_on': extended_ends_on,
        'warning_days': $request_due_soon_days
    } as working
from worked_requests
