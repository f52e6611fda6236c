-- basis: GDPR Art. 5(1)(e)
-- grain: one row per kind of trajectory (none where the item belongs to no trajectory)
--   and whether overdue
-- unit: holdings
-- needs: holding client trajectory
-- dimension1: trajectory_kind
-- dimension2: status
-- within: status=running|due_soon|within|on_hold|overdue|no_term
-- means: not_overdue=running|due_soon|within|on_hold|no_term
-- threshold: sensitive
-- totals: by kind of trajectory, by status and over all
-- part: retention
-- order: 220
select
    coalesce(trajectory.kind, 'none') as value1,
    case
        when retention.status = 'overdue' then 'overdue'
        else 'not_overdue'
    end as value2,
    count(*) as count
from retention
left join trajectory
    on trajectory.trajectory_id = retention.trajectory_id
where retention.erased_on is null
group by value1, value2
