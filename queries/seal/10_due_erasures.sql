-- title: What has to be erased by which day, of each client, trajectory and term?
-- basis: GDPR Art. 5(1)(e), 17(1) and 18; privacy statement,
--   'Hoe lang wij uw gegevens bewaren'
-- grain: one row per client, trajectory and term under which an item is not erased yet
-- step_to: agenda
-- param as_of date: the day the snapshot describes
-- column client_id varchar: pseudonym of the client it is about
-- column trajectory_id varchar: trajectory that it belongs to; null where to none
-- column term varchar: the term by which it is due
-- column effective_due_on date: last day that is in time, while it is restricted too
-- column is_fiscal boolean: the duty to keep it for taxes is what runs
-- column is_copy boolean: it is a copy that verified who someone is
-- column is_restricted boolean: the processing is restricted
-- column is_overdue boolean: that last day is past
-- column items bigint: items of personal data to erase
-- column clock_on date: first day from which the term runs
-- column due_on date: last day that is in time were nothing restricted
-- column keep_until date: first day until which it has to be kept
with

restricted_clients as (

    select distinct client_id
    from restriction
    where started_on <= $as_of
        and (lifted_on is null or lifted_on > $as_of)

),

-- the term by which a holding is due: all of one client, trajectory and term
-- are due on the same day, whatever that day becomes
termed_holdings as (

    select
        retention.*,
        restricted_clients.client_id is not null as is_restricted,
        case
            when retention.rule = 'fiscal'
                then 'fiscal ' || retention.fiscal_year
            when retention.rule = 'verification'
                then 'verification ' || retention.holding_id
            -- unless a withdrawn consent ends first, the trajectory's term runs
            when retention.working.rule = 'consent'
                then 'consent ' || retention.item
            else 'trajectory'
        end as term
    from retention
    left join restricted_clients
        on restricted_clients.client_id = retention.client_id
    where retention.status in ('overdue', 'due_soon', 'within')

)

select
    client_id,
    trajectory_id,
    term,
    effective_due_on,
    rule = 'fiscal' as is_fiscal,
    rule = 'verification' as is_copy,
    is_restricted,
    status = 'overdue' as is_overdue,
    count(*) as items,
    min(clock_on) as clock_on,
    min(due_on) as due_on,
    min(keep_until) as keep_until
from termed_holdings
group by all
