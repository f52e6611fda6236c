-- basis: GDPR Art. 5(1)(e), 17(1) and 18; AWR Art. 52(4); privacy statement,
--   'Hoe lang wij uw gegevens bewaren'
-- page: client
-- grain: one row per step by which the last day of a holding came about
-- key: holding_id step
-- search: holding_id client_id
-- column holding_id varchar: the item of personal data held on one client
-- column client_id varchar: pseudonym of the client it is about
-- column step bigint: place of the step, from 1
-- column code varchar: what is so; the words of the page client say it
-- column day date: the day that the step leads to; null where to none
-- column basis varchar: what the step rests on
-- column item varchar [codes item]: what is held
-- column rule varchar [codes retention_rule]: retention rule of the item
-- column given_on date: day on which the latest consent to the item was given
-- column withdrawn_on date: day on which that consent was withdrawn
-- column trajectory_id varchar: trajectory that the clock starts by, or waits for
-- column fiscal_year bigint: year at the end of which the clock starts
-- column request_id varchar: request with a copy that the clock starts by, or waits for
-- column months bigint: months of the term or the grace that the step adds
-- column days bigint: days that the step adds; in the last one, days too
--   late or the norm of days
-- column started_on date: first day of the restriction that the step is about
-- column restriction_kind varchar [codes restriction_kind]: why that was
-- column keep_until date: last day of the duty to keep
-- column erased_on date: day it was erased; null while it is live
with

clocked as (

    select
        retention.*,
        terms.rule as term_rule,
        working.clock,
        working.given_on,
        working.withdrawn_on,
        case
            when starts_with(working.clock, 'trajectory_') then retention.trajectory_id
            else working.trajectory_id
        end as clock_trajectory_id,
        working.request_id,
        working.term_on,
        working.held_from,
        working.held_kind,
        working.restricted_on,
        working.restricted_kind,
        terms.term_months,
        terms.term_days,
        terms.grace_months,
        terms.grace_days,
        terms.basis as term_basis,
        rules.basis as rule_basis,
        warning.value as warning_days
    from retention
    inner join terms on terms.rule = working.rule
    inner join terms as rules on rules.rule = retention.rule
    cross join policy_house_norms as warning
    where warning.name = 'holding_due_soon_days'

),

stepped as (

    select
        *,
        list_filter(
            [
                case when category = 'unlisted' then 'item_unlisted' else 'rule' end,
                case
                    when rule <> 'consent' or term_rule = 'consent' then null
                    when given_on is null then 'consent_none'
                    when withdrawn_on is null then 'consent_stands'
                    else 'consent_later'
                end,
                clock,
                case
                    when term_on is null then null
                    when rule = 'fiscal' then 'keep_until'
                    when term_months + term_days = 0 then 'keep_at_once'
                    else 'keep_term'
                end,
                case when due_on <> term_on then 'grace' end,
                case
                    when held_kind is not null then 'held'
                    when held_from is not null then 'held_on_end'
                end,
                'holding_' || status
            ],
            lambda step: step is not null
        ) as steps
    from clocked

),

laid_out as (

    select
        *,
        unnest(steps) as code,
        generate_subscripts(steps, 1) as step
    from stepped

)

select
    holding_id,
    client_id,
    step,
    code,
    case
        when code in (
            'rule', 'item_unlisted', 'consent_none', 'consent_stands', 'consent_later'
        ) then null
        when starts_with(code, 'keep_') then term_on
        when code = 'grace' then due_on
        when starts_with(code, 'held') or starts_with(code, 'holding_')
            then effective_due_on
        else clock_on
    end as day,
    case
        when code in (
            'rule', 'item_unlisted', 'consent_none', 'consent_stands', 'consent_later'
        ) then rule_basis
        when starts_with(code, 'held') or code = 'holding_on_hold'
            then 'GDPR Art. 18(1) and 18(2)'
        when starts_with(code, 'holding_erased') then 'GDPR Art. 17(1)'
        when code = 'consent_withdrawn' then 'GDPR Art. 7(3)'
        when code = 'fiscal_year' then 'AWR Art. 52(4)'
        when code = 'grace'
            or starts_with(code, 'keep_')
            or starts_with(code, 'copy_')
            or code = 'term_undeclared' then term_basis
        else 'GDPR Art. 5(1)(e)'
    end as basis,
    item,
    rule,
    given_on,
    withdrawn_on,
    clock_trajectory_id as trajectory_id,
    fiscal_year,
    request_id,
    case
        when code = 'grace' then grace_months
        when starts_with(code, 'keep_') then term_months
    end as months,
    case
        when code = 'grace' then grace_days
        when starts_with(code, 'keep_') then term_days
        when code in ('holding_due_soon', 'holding_within') then warning_days
        when starts_with(code, 'holding_') then days_overdue
    end as days,
    case
        when starts_with(code, 'held') then held_from
        when code = 'holding_on_hold' then restricted_on
    end as started_on,
    case
        when code = 'held' then held_kind
        when code = 'holding_on_hold' then restricted_kind
    end as restriction_kind,
    keep_until,
    erased_on
from laid_out
