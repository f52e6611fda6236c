-- basis: GDPR Art. 5(1)(e)
-- grain: one row per principal (the 24 with the most holdings; else other; none where
--   the item belongs to no trajectory) and whether overdue
-- unit: holdings
-- needs: holding client trajectory principal
-- dimension1: principal
-- dimension2: status
-- within: status=running|due_soon|within|on_hold|overdue|no_term
-- means: not_overdue=running|due_soon|within|on_hold|no_term
-- threshold: sensitive
-- totals: by principal, by status and over all
-- part: retention
-- order: 210
with

live_holdings as (

    select
        coalesce(trajectory.principal_id, 'none') as principal_id,
        case
            when retention.status = 'overdue' then 'overdue'
            else 'not_overdue'
        end as status
    from retention
    left join trajectory
        on trajectory.trajectory_id = retention.trajectory_id
    where retention.erased_on is null

),

ranked_principals as (

    select
        principal_id,
        row_number() over (order by count(*) desc, principal_id) as place
    from live_holdings
    group by principal_id

)

select
    case
        when live_holdings.principal_id = 'none' then 'none'
        when ranked_principals.place > 24 then 'other'
        else principal.name
    end as value1,
    live_holdings.status as value2,
    count(*) as count
from live_holdings
inner join ranked_principals
    on ranked_principals.principal_id = live_holdings.principal_id
left join principal
    on principal.principal_id = live_holdings.principal_id
group by value1, value2
