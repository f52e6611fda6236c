-- basis: GDPR Art. 5(1)(b)
-- grain: one row per kind of trajectory and kind of principal that occur together
-- unit: trajectories
-- needs: trajectory principal
-- dimension1: trajectory_kind
-- dimension2: principal_kind
-- threshold: sensitive
-- totals: by kind, by kind of principal and over all
-- part: flows
-- order: 310
select
    trajectory.kind as value1,
    principal.kind as value2,
    count(*) as count
from trajectory
inner join principal on principal.principal_id = trajectory.principal_id
group by trajectory.kind, principal.kind
