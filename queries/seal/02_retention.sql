-- basis: GDPR Art. 5(1)(e), 17(1) and 18; AWR Art. 52(4); privacy statement,
--   'Hoe lang wij uw gegevens bewaren'
-- grain: one row per holding, erased ones included
-- stands_by: status category due_on holding_id
-- param as_of date: the day every status is computed for
-- param holding_due_soon_days integer: house norm: warning before a term ends
-- column holding_id varchar [shown 1]: the item of personal data held on one client
-- column client_id varchar [shown 2]: pseudonym of the client it is about
-- column item varchar [codes item, shown 4, filter 4]: what is held (policy catalog)
-- column category varchar [codes category, shown 3, filter 3]: category of the item
--   (policy catalog); unlisted where the catalog does not have it
-- column rule varchar [codes retention_rule, shown 9, filter 5]: retention rule of the
--   item (policy catalog); undeclared where the catalog does not have it
-- column clock_on date [shown 6]: day from which the term runs; null while it does not
--   run yet
-- column keep_until date: last day of the duty to keep; only under the rule fiscal
-- column due_on date: last day on which it may be held: clock_on, the term of the rule
--   and its grace; null while no term runs
-- column effective_due_on date [shown 7, filter 9]: due_on, or the day on which the
--   restriction that stood on due_on was lifted, and those that followed on it without
--   a day between, where that is later
-- column status varchar [codes retention_status, shown 5, filter 1]: live: no_term (no
--   term declared), running (term not started), due_soon (due within the house's norm
--   of days), within, on_hold (past due, but the client is restricted), overdue;
--   erased: erased (without a due day), erased_early (inside the duty to keep),
--   erased_on_time, erased_late
-- column days_overdue bigint [shown 8, filter 8]: days past effective_due_on, on the
--   day of the snapshot where overdue, on the day of erasure where erased_late; else
--   null
-- column trajectory_id varchar: trajectory it belongs to; null where to none
-- column system varchar [codes system, shown 10, filter 6]: system that holds it
-- column source varchar [codes source]: whom it was obtained from
-- column ground varchar [codes ground, filter 7]: ground of the processing (GDPR Art.
--   6(1))
-- column collected_on date: day it was collected
-- column fiscal_year bigint: year of the record under the rule fiscal; else null
-- column erased_on date [shown 12, filter 10]: day it was erased; null while it is live
-- column erasure varchar [codes erasure, shown 13]: deleted or anonymised; null while
--   it is live
-- column principal varchar [shown 11, filter 2]: name of the principal of its
--   trajectory; null where it belongs to none
-- column working struct: how the day came about, as far as the other columns and the
--   policy do not say it: rule that gave the term, and clock, what starts it (a code of
--   data/words); given_on, when the latest consent was, and withdrawn_on; trajectory_id
--   of the client, or request_id, that the clock starts by or waits for; term_on, last
--   day of the term without its grace; held_from and held_kind of the restriction that
--   moved effective_due_on; restricted_on and restricted_kind of the one that stands
with

-- by its last trajectory, unless one runs: then the first of those is named
client_clocks as (

    select
        client.client_id,
        case
            when count(trajectory.trajectory_id) = 0 then 'client_registered'
            when count(trajectory.trajectory_id) > count(trajectory.ended_on)
                then 'client_runs'
            else 'client_ended'
        end as clock,
        case
            when count(trajectory.trajectory_id) = 0 then client.registered_on
            when count(trajectory.trajectory_id) = count(trajectory.ended_on)
                then max(trajectory.ended_on)
        end as clock_on,
        coalesce(
            min_by(
                trajectory.trajectory_id,
                (trajectory.started_on, trajectory.trajectory_id)
            ) filter (where trajectory.ended_on is null),
            max_by(
                trajectory.trajectory_id,
                (trajectory.ended_on, trajectory.trajectory_id)
            )
        ) as trajectory_id
    from client
    left join trajectory on trajectory.client_id = client.client_id
    group by client.client_id, client.registered_on

),

latest_consents as (

    select client_id, item, given_on, withdrawn_on
    from consent
    where item in (
        select policy_catalog.item
        from policy_catalog
        where policy_catalog.retention_rule = 'consent'
    )
    qualify row_number() over (
        partition by client_id, item
        order by given_on desc, consent_id desc
    ) = 1

),

-- the day on which the copy of a request has served: none while nobody is identified
served_copies as (

    select
        request_id,
        client_id,
        received_on,
        id_copy_received_on,
        coalesce(identity_verified_on, closed_on) as ended_on,
        -- greatest passes over a null
        case
            when ended_on is not null
                then greatest(ended_on, id_copy_received_on)
        end as served_on,
        case
            when ended_on < id_copy_received_on then 'copy_came_after'
            when identity_verified_on is not null then 'copy_served'
            when closed_on is not null then 'copy_unverified'
            else 'copy_waits'
        end as clock
    from rights_request
    where id_copy_received_on is not null
        and client_id is not null

),

-- by the last copy, unless one has served no identification yet: then by that
copy_clocks as (

    select
        client_id,
        case when count(*) = count(served_on) then max(served_on) end
            as clock_on,
        coalesce(
            min_by(request_id, (received_on, request_id)) filter (
                where served_on is null
            ),
            max_by(request_id, (served_on, request_id))
        ) as request_id,
        case
            when count(*) = count(served_on)
                then max_by(clock, (served_on, request_id))
            else 'copy_waits'
        end as clock
    from served_copies
    group by client_id

),

ruled_holdings as (

    select
        holding.*,
        coalesce(policy_catalog.category, 'unlisted') as category,
        coalesce(policy_catalog.retention_rule, 'undeclared') as rule,
        principal.name as principal,
        latest_consents.given_on,
        latest_consents.withdrawn_on,
        copy_clocks.clock_on as copies_on,
        coalesce(copy_clocks.clock, 'copy_without_request') as copy_clock,
        copy_clocks.request_id as clock_request_id,
        client_clocks.trajectory_id as clock_trajectory_id,
        case
            when holding.trajectory_id is null then client_clocks.clock
            when trajectory.ended_on is null then 'trajectory_runs'
            else 'trajectory_ended'
        end as trajectory_clock,
        case
            when holding.trajectory_id is null then client_clocks.clock_on
            else trajectory.ended_on
        end as trajectory_on
    -- every holding has its client. Not an inner join: of a range of clients the engine
    -- takes that to leave few holdings, and holds these, wide, to pass trajectories
    from holding
    left join client_clocks on client_clocks.client_id = holding.client_id
    left join policy_catalog on policy_catalog.item = holding.item
    left join trajectory on trajectory.trajectory_id = holding.trajectory_id
    left join principal on principal.principal_id = trajectory.principal_id
    left join latest_consents
        on latest_consents.client_id = holding.client_id
        and latest_consents.item = holding.item
    left join copy_clocks on copy_clocks.client_id = holding.client_id

),

-- of a withdrawal and the end of a trajectory that which is due first counts, the
-- withdrawal where both are due on one day
decided_holdings as (

    select
        ruled_holdings.*,
        add_months(ruled_holdings.trajectory_on, of_trajectory.term_months)
        + cast(of_trajectory.term_days as integer) as trajectory_due_on,
        add_months(ruled_holdings.withdrawn_on, of_consent.term_months)
            as withdrawal_due_on,
        case
            when ruled_holdings.rule <> 'consent' then ruled_holdings.rule
            when withdrawal_due_on <= coalesce(trajectory_due_on, withdrawal_due_on)
                then 'consent'
            else 'trajectory'
        end as term_rule
    from ruled_holdings
    cross join terms as of_trajectory
    cross join terms as of_consent
    where of_trajectory.rule = 'trajectory' and of_consent.rule = 'consent'

),

clocked_holdings as (

    select
        *,
        case term_rule
            when 'undeclared' then 'term_undeclared'
            when 'consent' then 'consent_withdrawn'
            when 'fiscal' then 'fiscal_year'
            when 'verification' then copy_clock
            else trajectory_clock
        end as clock,
        case term_rule
            when 'consent' then withdrawn_on
            when 'fiscal' then make_date(fiscal_year, 12, 31)
            when 'verification'
                then case
                    when copy_clock = 'copy_without_request' then collected_on
                    else copies_on
                end
            when 'trajectory' then trajectory_on
        end as clock_on
    from decided_holdings

),

termed_holdings as (

    select
        clocked_holdings.*,
        terms.grace_months,
        terms.grace_days,
        add_months(clocked_holdings.clock_on, terms.term_months)
            + cast(terms.term_days as integer) as term_on
    from clocked_holdings
    inner join terms on terms.rule = clocked_holdings.term_rule

),

due_holdings as (

    select
        *,
        case when rule = 'fiscal' then term_on end as keep_until,
        add_months(term_on, grace_months)
            + cast(grace_days as integer) as due_on
    from termed_holdings

),

-- restrictions that overlap or touch are one; what is not lifted counts not
lifted_restrictions as (

    select
        restriction_id,
        client_id,
        started_on,
        lifted_on,
        kind,
        coalesce(
            started_on > max(lifted_on) over (
                partition by client_id
                order by started_on, lifted_on, restriction_id
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as begins
    from restriction
    where lifted_on > started_on

),

numbered_restrictions as (

    select
        *,
        count(*) filter (where begins) over (
            partition by client_id
            order by started_on, lifted_on, restriction_id
            rows between unbounded preceding and current row
        ) as stretch
    from lifted_restrictions

),

restricted_stretches as (

    select
        client_id,
        min(started_on) as held_from,
        max(lifted_on) as held_until,
        case when count(*) = 1 then min(kind) end as held_kind
    from numbered_restrictions
    group by client_id, stretch

),

restricted_clients as (

    select
        client_id,
        started_on as restricted_on,
        kind as restricted_kind
    from restriction
    where started_on <= $as_of
        and (lifted_on is null or lifted_on > $as_of)
    qualify row_number() over (
        partition by client_id order by started_on, restriction_id
    ) = 1

),

effective_holdings as (

    select
        due_holdings.*,
        stretches.held_from,
        stretches.held_kind,
        stretches.held_until,
        restricted_clients.restricted_on,
        restricted_clients.restricted_kind,
        coalesce(stretches.held_until, due_holdings.due_on) as effective_due_on
    from due_holdings
    -- at most one: stretches of one client do not touch
    left join restricted_stretches as stretches
        on stretches.client_id = due_holdings.client_id
        and stretches.held_from <= due_holdings.due_on
        and stretches.held_until > due_holdings.due_on
    left join restricted_clients
        on restricted_clients.client_id = due_holdings.client_id

),

judged_holdings as (

    select
        *,
        case
            when erased_on is not null and due_on is null then 'erased'
            when rule = 'fiscal' and erased_on <= keep_until
                then 'erased_early'
            when erased_on <= effective_due_on then 'erased_on_time'
            when erased_on is not null then 'erased_late'
            when rule = 'undeclared' then 'no_term'
            when due_on is null then 'running'
            when effective_due_on between $as_of
                and $as_of + $holding_due_soon_days then 'due_soon'
            when effective_due_on > $as_of then 'within'
            when restricted_on is not null then 'on_hold'
            else 'overdue'
        end as status
    from effective_holdings

)

select
    holding_id,
    client_id,
    item,
    category,
    rule,
    clock_on,
    keep_until,
    due_on,
    effective_due_on,
    status,
    case
        when status = 'overdue'
            then date_diff('day', effective_due_on, $as_of)
        when status = 'erased_late'
            then date_diff('day', effective_due_on, erased_on)
    end as days_overdue,
    trajectory_id,
    system,
    source,
    ground,
    collected_on,
    fiscal_year,
    erased_on,
    erasure,
    principal,
    {
        'rule': term_rule,
        'clock': clock,
        'given_on': given_on,
        'withdrawn_on': withdrawn_on,
        'trajectory_id': case when clock like 'client_%' then clock_trajectory_id end,
        'request_id': case
            when term_rule = 'verification' then clock_request_id
        end,
        'term_on': term_on,
        'held_from': held_from,
        'held_kind': held_kind,
        'restricted_on': restricted_on,
        'restricted_kind': restricted_kind
    } as working
from judged_holdings
