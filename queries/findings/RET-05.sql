-- basis: GDPR Art. 5(1)(d) and (e); privacy statement, 'Hoe lang wij uw
--   gegevens bewaren'
-- severity: medium
-- subject: trajectory
-- needs: trajectory
-- grain: one row per trajectory that runs for more than three years
-- param as_of date: the day the snapshot describes
-- param trajectory_max_months integer: house norm: after which it is asked about
select
    trajectory_id as subject_key,
    client_id,
    cast(
        add_months(started_on, $trajectory_max_months) + 1 as date
    ) as since,
    kind as trajectory_kind,
    started_on,
    $trajectory_max_months as trajectory_max_months,
    add_months(started_on, $trajectory_max_months) as asked_about_on,
    $as_of as as_of
from trajectory
where ended_on is null
    and add_months(started_on, $trajectory_max_months) < $as_of
