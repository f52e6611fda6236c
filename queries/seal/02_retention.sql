-- basis: GDPR Art. 5(1)(e), 17(1) and 18; AWR Art. 52(4); privacy statement,
--   'Hoe lang wij uw gegevens bewaren'
-- grain: one row per holding, erased ones included
-- param as_of date: the day every status is computed for
-- column holding_id varchar [shown 1]: the item of personal data held on one client
-- column client_id varchar [shown 2]: pseudonym of the client it is about
-- column item varchar [codes item, shown 4, filter 3]: what is held (policy catalog)
-- column category varchar [codes category, shown 3, filter 2]: category of the item
--   (policy catalog)
-- column rule varchar [codes retention_rule, shown 9, filter 4]: retention rule of the
--   item (policy catalog)
-- column clock_on date [shown 6]: day from which the term runs; null while it does not
--   run yet
-- column keep_until date: last day of the duty to keep; only under the rule fiscal
-- column due_on date: last day on which it may be held: clock_on, the term of the rule
--   and its grace; null while no term runs
-- column effective_due_on date [shown 7, filter 9]: due_on, or the day on which a
--   restriction that stood on due_on was lifted, where that is later
-- column status varchar [codes retention_status, shown 5, filter 1]: live: no_term (no
--   term declared), running (term not started), due_soon (due within 90 days), within,
--   on_hold (past due, but the client is restricted), overdue; erased: erased (without
--   a due day), erased_early (inside the duty to keep), erased_on_time, erased_late
-- column days_overdue bigint [shown 8, filter 8]: days past effective_due_on, on the
--   day of the snapshot where overdue, on the day of erasure where erased_late; else
--   null
-- column trajectory_id varchar: trajectory it belongs to; null where to none
-- column system varchar [codes system, shown 10, filter 5]: system that holds it
-- column source varchar [codes source]: whom it was obtained from
-- column ground varchar [codes ground, filter 7]: ground of the processing (GDPR Art.
--   6(1))
-- column collected_on date: day it was collected
-- column fiscal_year bigint: year of the record under the rule fiscal; else null
-- column erased_on date: day it was erased; null while it is live
-- column erasure varchar [codes erasure]: deleted or anonymised; null while it is live
-- column principal varchar [shown 11, filter 6]: name of the principal of its
--   trajectory; null where it belongs to none
-- column working struct: how the day came about: steps, in their order, by the codes
--   that data/words has a sentence for; rule that gave the term; given_on, when the
--   latest consent was; trajectory_id or request_id that the clock starts by or waits
--   for; term_on, last day of the term without grace; held_from and held_kind of the
--   restriction that moved effective_due_on; restricted_on and restricted_kind of the
--   one that stands
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

-- by the last copy, unless one has served no identification yet: then by that
copy_clocks as (

    select
        client_id,
        case
            when count(*) = count(identity_verified_on) then 'copy_served'
            else 'copy_waits'
        end as clock,
        case
            when count(*) = count(identity_verified_on)
                then max(identity_verified_on)
        end as clock_on,
        coalesce(
            min_by(request_id, (received_on, request_id)) filter (
                where identity_verified_on is null
            ),
            max_by(request_id, (identity_verified_on, request_id))
        ) as request_id
    from rights_request
    where id_copy_received_on is not null
    group by client_id

),

ruled_holdings as (

    select
        holding.*,
        policy_catalog.category,
        policy_catalog.retention_rule as rule,
        latest_consents.given_on,
        latest_consents.withdrawn_on,
        -- while consent stands, the rule trajectory applies
        case
            when policy_catalog.retention_rule = 'consent'
                and latest_consents.withdrawn_on is null then 'trajectory'
            else policy_catalog.retention_rule
        end as term_rule
    from holding
    inner join policy_catalog on policy_catalog.item = holding.item
    left join latest_consents
        on latest_consents.client_id = holding.client_id
        and latest_consents.item = holding.item

),

clocks as (

    select
        ruled_holdings.*,
        principal.name as principal,
        case
            when ruled_holdings.term_rule = 'undeclared' then 'term_undeclared'
            when ruled_holdings.term_rule = 'consent' then 'consent_withdrawn'
            when ruled_holdings.term_rule = 'fiscal' then 'fiscal_year'
            when ruled_holdings.term_rule = 'verification'
                then coalesce(copy_clocks.clock, 'copy_without_request')
            when ruled_holdings.trajectory_id is null then client_clocks.clock
            when trajectory.ended_on is null then 'trajectory_runs'
            else 'trajectory_ended'
        end as clock,
        copy_clocks.clock_on as copies_on,
        copy_clocks.request_id as clock_request_id,
        client_clocks.clock_on as client_on,
        trajectory.ended_on,
        client_clocks.trajectory_id as clock_trajectory_id
    from ruled_holdings
    inner join client_clocks
        on client_clocks.client_id = ruled_holdings.client_id
    left join trajectory
        on trajectory.trajectory_id = ruled_holdings.trajectory_id
    left join principal
        on principal.principal_id = trajectory.principal_id
    left join copy_clocks on copy_clocks.client_id = ruled_holdings.client_id

),

clocked_holdings as (

    select
        *,
        case clock
            when 'consent_withdrawn' then withdrawn_on
            when 'fiscal_year' then make_date(fiscal_year, 12, 31)
            when 'copy_without_request' then collected_on
            when 'copy_served' then copies_on
            when 'client_registered' then client_on
            when 'client_ended' then client_on
            when 'trajectory_ended' then ended_on
        end as clock_on
    from clocks

),

termed_holdings as (

    select
        clocked_holdings.*,
        terms.term_months,
        terms.term_days,
        terms.grace_months,
        terms.grace_days,
        add_months(clocked_holdings.clock_on, terms.term_months)
            + cast(terms.term_days as integer) as term_on
    from clocked_holdings
    inner join policy_retention_rules as terms
        on terms.rule = clocked_holdings.term_rule

),

due_holdings as (

    select
        *,
        case when rule = 'fiscal' then term_on end as keep_until,
        add_months(term_on, grace_months)
            + cast(grace_days as integer) as due_on
    from termed_holdings

),

-- restrictions that stood on the day due, one step: what began later counts not
held_holdings as (

    select
        due_holdings.holding_id,
        restriction.lifted_on as held_until,
        restriction.started_on as held_from,
        restriction.kind as held_kind
    from due_holdings
    inner join restriction
        on restriction.client_id = due_holdings.client_id
        and restriction.started_on <= due_holdings.due_on
        and restriction.lifted_on > due_holdings.due_on
    qualify row_number() over (
        partition by due_holdings.holding_id
        order by restriction.lifted_on desc, restriction.restriction_id desc
    ) = 1

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
        held_holdings.held_from,
        held_holdings.held_kind,
        held_holdings.held_until,
        restricted_clients.restricted_on,
        restricted_clients.restricted_kind,
        coalesce(held_holdings.held_until, due_holdings.due_on)
            as effective_due_on
    from due_holdings
    left join held_holdings
        on held_holdings.holding_id = due_holdings.holding_id
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
            when effective_due_on between $as_of and $as_of + 90 then 'due_soon'
            when effective_due_on > $as_of then 'within'
            when restricted_on is not null then 'on_hold'
            else 'overdue'
        end as status
    from effective_holdings

),

worked_holdings as (

    select
        *,
        list_filter(
            [
                'rule',
                case
                    when rule <> 'consent' or term_rule = 'consent' then null
                    when given_on is null then 'consent_none'
                    else 'consent_stands'
                end,
                clock,
                case
                    when term_on is null then null
                    when rule = 'fiscal' then 'keep_until'
                    when term_months + term_days = 0 then 'keep_at_once'
                    else 'keep_term'
                end,
                case when due_on <> term_on then 'grace' end,
                case when held_until is not null then 'held' end,
                'holding_' || status
            ],
            lambda step: step is not null
        ) as steps
    from judged_holdings

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
        'steps': steps,
        'rule': term_rule,
        'given_on': given_on,
        'trajectory_id': case
            when clock like 'trajectory_%' then trajectory_id
            when clock like 'client_%' then clock_trajectory_id
        end,
        'request_id': case
            when term_rule = 'verification' then clock_request_id
        end,
        'term_on': term_on,
        'held_from': held_from,
        'held_kind': held_kind,
        'restricted_on': restricted_on,
        'restricted_kind': restricted_kind
    } as working
from worked_holdings
order by status, category, due_on, holding_id
