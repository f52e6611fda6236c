-- basis: GDPR Art. 12(3), 12(4) and 12(6); Regulation (EEC, Euratom) 1182/71 Art. 3
-- page: request
-- grain: one row per step by which the last day of a request came about
-- key: request_id step
-- search: request_id client_id
-- column request_id varchar: the request
-- column client_id varchar: pseudonym of the client who made it
-- column step bigint: place of the step, from 1
-- column code varchar: what is so; the words of the page request say it
-- column day date: the day that the step leads to; null where to none
-- column basis varchar: what the step rests on
-- column kind varchar [codes request_kind]: which right is exercised
-- column received_on date: day it came in
-- column day_number bigint: number in its month of the day it came in
-- column asked_on date: day on which more was asked to identify the client
-- column resumed_on date: day from which the clock runs again
-- column months bigint: months of the term that the step counts
-- column days bigint: days within which to ask for identity, days paused, days
--   late or the norm of days
-- column last_on date: last day of the term before it runs on
-- column skipped date[]: days off over which the term runs on, to its last day
-- column skipped_as varchar[] [codes day_off]: the name of each of them
-- column extended_on date: day on which the client was told of an extension
-- column initial_due_on date: last day of the term without extension
-- column due_on date: last day on which the answer is in time
-- column closed_on date: day it was answered; null while it is open
with

-- days off, by the working day after them
days_off as (

    select
        rolled_on,
        list(day order by day) as days,
        list(day_off order by day) as names
    from calendar
    where day_off is not null
    group by rolled_on

),

laid_out as (

    select
        requests.*,
        terms.reference,
        contains(terms.reference, 'term of the house') as is_of_house,
        unnest(requests.working.steps) as code,
        generate_subscripts(requests.working.steps, 1) as step,
        list_position(requests.working.steps, 'extension_counts') as longer_from
    from requests
    inner join policy_request_terms as terms on terms.kind = requests.kind

),

-- the term is counted once, and after the step that makes it longer once more
counted as (

    select
        *,
        step > longer_from as is_longer,
        case
            when step > longer_from then working.extended_term_on
            else working.term_on
        end as term_on,
        case
            when step > longer_from then working.extended_ends_on
            else working.ends_on
        end as ends_on,
        case
            when step > longer_from then extended_due_on
            else initial_due_on
        end as rolled_on
    from laid_out

)

select
    counted.request_id,
    counted.client_id,
    counted.step,
    counted.code,
    case
        when counted.code = 'received' then counted.received_on
        when starts_with(counted.code, 'asked_')
            then counted.identity_requested_on
        when starts_with(counted.code, 'term') then counted.term_on
        when starts_with(counted.code, 'paused_') then counted.ends_on
        when counted.code in ('rolled', 'working_day') then counted.rolled_on
        when counted.code = 'extension_counts' then counted.extended_on
        when starts_with(counted.code, 'request_') then counted.due_on
        else counted.initial_due_on
    end as day,
    case
        when counted.code = 'received' then 'Regulation 1182/71 Art. 3(1)'
        when counted.code in ('rolled', 'working_day')
            then 'Regulation 1182/71 Art. 3(4)'
        when starts_with(counted.code, 'term') and counted.is_longer
            then 'GDPR Art. 12(3); Regulation 1182/71 Art. 3(2)(c)'
        when starts_with(counted.code, 'term')
            then counted.reference || '; Regulation 1182/71 Art. 3(2)(c)'
        when starts_with(counted.code, 'paused_')
            then 'GDPR Art. 12(6); GDPR Art. 12(3)'
        when starts_with(counted.code, 'asked_') or counted.code = 'awaiting'
            then 'GDPR Art. 12(6)'
        when counted.code = 'refused' then 'GDPR Art. 12(4)'
        when counted.code = 'extension_of_kind' or (
            counted.is_of_house and starts_with(counted.code, 'request_')
        ) then counted.reference
        else 'GDPR Art. 12(3)'
    end as basis,
    counted.kind,
    counted.received_on,
    day(counted.received_on) as day_number,
    counted.identity_requested_on as asked_on,
    counted.working.resumed_on,
    date_diff('month', counted.received_on, counted.term_on) as months,
    case
        when starts_with(counted.code, 'asked_')
            then date_diff('day', counted.received_on, counted.working.ask_by)
        when starts_with(counted.code, 'paused_') then counted.paused_days
        when counted.code in ('request_due_soon', 'request_on_track')
            then counted.working.warning_days
        when starts_with(counted.code, 'request_') then counted.days_overdue
    end as days,
    counted.ends_on as last_on,
    case
        when counted.code = 'rolled'
            then list_filter(
                days_off.days, lambda day: day >= counted.ends_on
            )
    end as skipped,
    case
        when counted.code = 'rolled'
            then days_off.names[
                -len(list_filter(days_off.days, lambda day: day >= counted.ends_on)):
            ]
    end as skipped_as,
    counted.extended_on,
    counted.initial_due_on,
    counted.due_on,
    counted.closed_on
from counted
left join days_off on days_off.rolled_on = counted.rolled_on
