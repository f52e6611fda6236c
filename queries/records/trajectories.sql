-- basis: GDPR Art. 5(1)(e)
-- page: trajectories
-- needs: trajectory
-- grain: one row per trajectory
-- key: started_on trajectory_id
-- search: trajectory_id client_id
-- column trajectory_id varchar [shown 1]: the trajectory
-- column client_id varchar [shown 2]: pseudonym of the client
-- column kind varchar [codes trajectory_kind, shown 3, filter 2]: kind of trajectory
-- column principal_id varchar: who commissioned it
-- column principal_name varchar [shown 4, filter 3]: name of the organisation that did
-- column started_on date [shown 5, filter 5]: day it began
-- column ended_on date [shown 6, filter 6]: day it ended; null while it runs
-- column result varchar [codes result, shown 7, filter 4]: what came of it; null while
--   it runs
-- column is_running boolean [filter 1]: it runs
select
    trajectory.trajectory_id,
    trajectory.client_id,
    trajectory.kind,
    trajectory.principal_id,
    principal.name as principal_name,
    trajectory.started_on,
    trajectory.ended_on,
    trajectory.result,
    trajectory.ended_on is null as is_running
from trajectory
inner join principal on principal.principal_id = trajectory.principal_id
