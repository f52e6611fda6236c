-- basis: GDPR Art. 6(1), 7(1), 9(1) and 9(2); UAVG Art. 22 and 30
-- page: grounds
-- needs: holding
-- grain: one row per item and ground on which it is held
-- kept: whole
-- key: item ground
-- search: item
-- column item varchar [codes item, shown 1, filter 3]: what is held (policy catalog)
-- column category varchar [codes category, shown 10, filter 4]: category of the item;
--   unlisted where the catalog does not have it
-- column is_special boolean [shown 2, filter 1]: special data (GDPR Art. 9(1) and 10);
--   null where the catalog does not have the item
-- column ground varchar [codes ground, shown 3, filter 2]: ground of the processing
--   (GDPR Art. 6(1))
-- column holdings_live bigint [shown 5]: items that are held on it
-- column clients_live bigint [shown 6]: clients whose data these are
-- column ground_verdict varchar [codes ground_verdict, shown 4, filter 5]: what the
--   records say of it: no_exception (GRD-01), consent_lacking (CON-01), not_party
--   (GRD-02), no_deviation (the rule on this ground finds nothing), not_tested (no rule
--   tests it), not_delivered (a table that the rule needs was not delivered)
-- column ground_rule varchar [shown 7]: rule that tests it; null where none does
-- column holdings_deviating bigint [shown 8]: items of these that break that rule; null
--   where it is not tested
-- column register_exceptions varchar[] [codes special_ground, shown 9,
--   needs activity]: exceptions of GDPR Art. 9(2) that activities with
--   this category name, where it is special; null without
with

was_delivered as (

    select
        count(*) filter (where table_name = 'consent') = 0 as consent,
        count(*) filter (where table_name in ('trajectory', 'principal')) = 0
            as contract
    from not_delivered

),

items as (

    select item, special as is_special
    from policy_catalog

),

-- an item has one category: to tell clients apart by it too takes half as much again
held as (

    select
        item,
        ground,
        any_value(category) as category,
        count(*) as holdings_live,
        count(distinct client_id) as clients_live,
        bool_or(ground = 'consent' or rule = 'consent') as needs_consent
    from retention
    where erased_on is null
    group by item, ground

),

lacking as (

    select
        retention.item,
        retention.ground,
        count(*) as holdings
    from findings
    inner join retention on retention.holding_id = findings.subject_key
    where findings.rule = 'CON-01'
        and retention.erased_on is null
    group by retention.item, retention.ground

),

private_trajectories as (

    select trajectory.trajectory_id
    from trajectory
    inner join principal on principal.principal_id = trajectory.principal_id
    where principal.kind = 'private'

),

-- of a trajectory, since it has a principal; few of them are private
without_party as (

    select
        retention.item,
        retention.ground,
        count(*) as holdings
    from retention
    anti join private_trajectories
        on private_trajectories.trajectory_id = retention.trajectory_id
    where retention.erased_on is null
        and retention.ground = 'contract'
        and retention.principal is not null
    group by retention.item, retention.ground

),

counted as (

    select
        held.*,
        items.is_special,
        coalesce(lacking.holdings, 0) as without_consent,
        coalesce(without_party.holdings, 0) as not_party
    from held
    left join items on items.item = held.item
    left join lacking
        on lacking.item = held.item
        and lacking.ground = held.ground
    left join without_party
        on without_party.item = held.item
        and without_party.ground = held.ground

),

ruled as (

    select
        counted.*,
        case
            when is_special and ground = 'legitimate_interest' then 'GRD-01'
            when needs_consent then 'CON-01'
            -- of special data it says nothing on the exception, unless it is broken
            when ground = 'contract' and (not_party > 0 or is_special is not true)
                then 'GRD-02'
        end as ground_rule
    from counted

),

judged as (

    select
        ruled.*,
        case ground_rule
            when 'GRD-01' then holdings_live
            when 'CON-01'
                then case when was_delivered.consent then without_consent end
            when 'GRD-02' then case when was_delivered.contract then not_party end
        end as holdings_deviating
    from ruled
    cross join was_delivered

),

exceptions as (

    select
        policy_catalog.item,
        list_sort(list(distinct activity.special_ground)) as register_exceptions
    from policy_catalog
    inner join activity
        on list_contains(activity.categories, policy_catalog.category)
    where policy_catalog.special
        and activity.special_ground is not null
    group by policy_catalog.item

)

select
    judged.item,
    judged.category,
    judged.is_special,
    judged.ground,
    judged.holdings_live,
    judged.clients_live,
    case
        when judged.ground_rule is null then 'not_tested'
        when judged.holdings_deviating is null then 'not_delivered'
        when judged.holdings_deviating = 0 then 'no_deviation'
        when judged.ground_rule = 'GRD-01' then 'no_exception'
        when judged.ground_rule = 'CON-01' then 'consent_lacking'
        else 'not_party'
    end as ground_verdict,
    judged.ground_rule,
    judged.holdings_deviating,
    exceptions.register_exceptions
from judged
left join exceptions on exceptions.item = judged.item
