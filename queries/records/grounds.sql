-- basis: GDPR Art. 6(1), 9(1) and 9(2); UAVG Art. 22, 30(1)(b) and 30(4)
-- page: grounds
-- grain: one row per item of special data and ground on which it is held
-- key: item ground
-- search: item
-- column item varchar [codes item, shown 1, filter 2]: item of special data that is held
-- column ground varchar [codes ground, shown 2, filter 1]: ground of the processing
--   (GDPR Art. 6(1))
-- column category varchar [codes category, filter 4]: category of the item
-- column holdings bigint [shown 3]: live holdings of it on this ground
-- column clients bigint [shown 4]: clients whom they are about
-- column special_grounds varchar[] [codes special_ground, shown 5]: exceptions (GDPR
--   Art. 9(2)) that the register names for activities with this category and ground,
--   where the organisation is no processor
-- column verdict varchar [codes ground_verdict, shown 6, filter 3]: legitimate_interest
--   (it lifts no prohibition of Art. 9), without_consent (some of them), other_contract
--   (some of them on a contract to which the client is no party), no_exception (the
--   register names none), else none
-- column deviating bigint [shown 7]: holdings among them that a rule finds fault with;
--   where the verdict is no_exception, all
with

special_holdings as (

    select
        retention.holding_id,
        retention.client_id,
        retention.item,
        retention.category,
        retention.ground,
        case retention.ground
            when 'legitimate_interest' then true
            when 'consent' then lacking.subject_key is not null
            when 'contract' then coalesce(principal.kind <> 'private', false)
            else false
        end as deviates
    from retention
    inner join policy_catalog on policy_catalog.item = retention.item
    left join trajectory on trajectory.trajectory_id = retention.trajectory_id
    left join principal on principal.principal_id = trajectory.principal_id
    left join findings as lacking
        on lacking.rule = 'CON-01'
        and lacking.subject_key = retention.holding_id
    where retention.erased_on is null
        and policy_catalog.special

),

held as (

    select
        item,
        ground,
        any_value(category) as category,
        count(*) as holdings,
        count(distinct client_id) as clients,
        count(*) filter (where deviates) as deviating
    from special_holdings
    group by item, ground

),

registered as (

    select
        held.item,
        held.ground,
        list_sort(list(distinct register.special_ground)) as special_grounds
    from held
    inner join register
        on list_contains(register.categories, held.category)
        and list_contains(register.grounds, held.ground)
    where register.role <> 'processor'
        and register.special_ground is not null
    group by held.item, held.ground

)

select
    held.item,
    held.ground,
    held.category,
    held.holdings,
    held.clients,
    coalesce(registered.special_grounds, []) as special_grounds,
    case
        when held.ground = 'legitimate_interest' then 'legitimate_interest'
        when held.ground = 'consent' and held.deviating > 0
            then 'without_consent'
        when held.ground = 'contract' and held.deviating > 0
            then 'other_contract'
        when registered.item is null then 'no_exception'
        else 'none'
    end as verdict,
    case
        when held.deviating = 0 and registered.item is null then held.holdings
        else held.deviating
    end as deviating
from held
left join registered
    on registered.item = held.item
    and registered.ground = held.ground
