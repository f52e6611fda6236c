-- basis: GDPR Art. 44-46 and 49; Implementing Decision (EU) 2023/1795 (DPF)
-- grain: one row per standing transfer, ended ones included
-- param as_of date: the day every status is computed for
-- param statement date: version of the privacy statement in force on that day
-- column transfer_id varchar [shown 1]: the transfer
-- column recipient_id varchar: recipient it goes to
-- column country varchar [codes country, shown 3, filter 2]: country it goes to, ISO
--   3166-1 alpha-2
-- column mechanism varchar [codes mechanism, shown 4, filter 3]: mechanism on record
--   (policy mechanisms)
-- column status varchar [codes transfer_status, shown 5, filter 1]: ended, within_eea,
--   missing (no mechanism), invalid, adequate, derogation, safeguarded, unassessed (no
--   transfer impact assessment)
-- column invalid_since date [shown 6]: first day without a ground, where invalid or
--   missing; else null
-- column invalid_reason varchar [codes invalid_reason]: why it is invalid:
--   other_country (the mechanism is for another country), concluded_too_late (after the
--   last day on which it could be), run_out, not_yet_valid, not_listed (the recipient
--   is not on the list of the EU-US framework), no_decision (no adequacy decision in
--   force for the country); else null
-- column recipient_name varchar [shown 2, filter 5]: name of the organisation
-- column category varchar [codes category, shown 9, filter 4]: category of personal
--   data
-- column purpose varchar [codes purpose, shown 10]: what the data are transferred for
-- column started_on date [shown 11]: day the transfer started
-- column ended_on date [shown 12]: day it ended or will end; null where no end is set
-- column assessed_on date: day of the transfer impact assessment; null without one
-- column decision_until date [shown 7]: last day of the adequacy decision that an
--   adequate transfer leans on (to the US: of the framework, where that ends earlier);
--   null where it has no end
-- column has_partial_decision boolean: adequate by a decision that covers a part of
--   the country only: whether this recipient is within it is to be looked at
-- column decision_from date: first day of the adequacy decision that an adequate
--   transfer leans on (of several in force the earliest); else null
-- column declared_mechanism varchar [codes mechanism, shown 8]: mechanism that the
--   privacy statement names for this recipient and country; null where it does not name
--   them
with

-- of several decisions on one country the one that lasts longest
decisions_in_force as (

    select
        country,
        partial,
        valid_until,
        min(valid_from) over (partition by country) as first_valid_from
    from policy_adequacy
    where valid_from <= $as_of
        and (valid_until is null or valid_until >= $as_of)
    qualify row_number() over (
        partition by country
        order by valid_until desc nulls first, partial
    ) = 1

),

decisions_run_out as (

    select country, max(valid_until) as ran_out_on
    from policy_adequacy
    where valid_until < $as_of
    group by country

),

-- the statement may name several mechanisms for one recipient and country
declared as (

    select recipient, country, list_sort(list(mechanism)) as mechanisms
    from policy_transfers_declared
    where statement = $statement
    group by recipient, country

),

standing_transfers as (

    select
        transfer.*,
        recipient.name as recipient_name,
        mechanisms.family,
        mechanisms.needs_assessment,
        mechanisms.valid_until as mechanism_until,
        case
            when mechanisms.country <> transfer.country then 'other_country'
            when transfer.started_on > mechanisms.last_concluded_on
                then 'concluded_too_late'
            when mechanisms.valid_until < $as_of then 'run_out'
            when mechanisms.valid_from > $as_of then 'not_yet_valid'
            when transfer.mechanism = 'dpf' and transfer.country <> 'US'
                then 'other_country'
            -- the decision on the US is for recipients on the framework's list
            when transfer.mechanism in ('dpf', 'adequacy')
                and transfer.country = 'US'
                and not recipient.dpf_certified
                then 'not_listed'
            when transfer.mechanism in ('dpf', 'adequacy')
                and decisions_in_force.country is null
                then 'no_decision'
        end as invalidity,
        decisions_in_force.valid_until as decision_in_force_until,
        decisions_in_force.first_valid_from,
        decisions_in_force.partial as is_partial,
        decisions_run_out.ran_out_on,
        case
            when list_contains(declared.mechanisms, transfer.mechanism)
                then transfer.mechanism
            else declared.mechanisms[1]
        end as declared_mechanism
    from transfer
    inner join recipient on recipient.recipient_id = transfer.recipient_id
    inner join policy_mechanisms as mechanisms
        on mechanisms.mechanism = transfer.mechanism
    left join decisions_in_force
        on decisions_in_force.country = transfer.country
    left join decisions_run_out
        on decisions_run_out.country = transfer.country
    left join declared
        on declared.recipient = recipient.name
        and declared.country = transfer.country

),

judged_transfers as (

    select
        *,
        case
            when ended_on <= $as_of then 'ended'
            when country in (select policy_eea.country from policy_eea)
                then 'within_eea'
            when family = 'none' then 'missing'
            when invalidity is not null then 'invalid'
            when mechanism in ('dpf', 'adequacy') then 'adequate'
            when family = 'derogation' then 'derogation'
            when not needs_assessment or assessed_on <= $as_of
                then 'safeguarded'
            else 'unassessed'
        end as status
    from standing_transfers

)

select
    transfer_id,
    recipient_id,
    country,
    mechanism,
    status,
    case
        when status not in ('invalid', 'missing') then null
        when status = 'missing' then started_on
        when invalidity = 'run_out'
            then greatest(mechanism_until + 1, started_on)
        when invalidity = 'no_decision'
            then greatest(coalesce(ran_out_on + 1, started_on), started_on)
        else started_on
    end as invalid_since,
    case when status = 'invalid' then invalidity end as invalid_reason,
    recipient_name,
    category,
    purpose,
    started_on,
    ended_on,
    assessed_on,
    case
        when status = 'adequate' and country = 'US'
            -- the earlier of the two; least passes over a null
            then least(
                decision_in_force_until,
                (
                    select dpf.valid_until
                    from policy_mechanisms as dpf
                    where dpf.mechanism = 'dpf'
                )
            )
        when status = 'adequate' then decision_in_force_until
    end as decision_until,
    status = 'adequate' and is_partial as has_partial_decision,
    case when status = 'adequate' then first_valid_from end as decision_from,
    declared_mechanism
from judged_transfers
order by transfer_id
