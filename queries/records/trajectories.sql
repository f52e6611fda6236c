-- basis: GDPR Art. 5(1)(e)
-- page: client
-- grain: one row per trajectory
-- key: started_on trajectory_id
-- search: trajectory_id client_id
-- column trajectory_id varchar: the trajectory
-- column client_id varchar: pseudonym of the client
-- column kind varchar [codes trajectory_kind]: kind of trajectory
-- column principal_id varchar: who commissioned it
-- column principal_name varchar: name of the organisation that did
-- column started_on date: day it began
-- column ended_on date: day it ended; null while it runs
-- column result varchar [codes result]: what came of it; null while it runs
select
    trajectory.trajectory_id,
    trajectory.client_id,
    trajectory.kind,
    trajectory.principal_id,
    principal.name as principal_name,
    trajectory.started_on,
    trajectory.ended_on,
    trajectory.result
from trajectory
inner join principal on principal.principal_id = trajectory.principal_id
