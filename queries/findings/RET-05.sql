-- basis: GDPR Art. 5(1)(d) and (e); privacy statement, 'Hoe lang wij uw
--   gegevens bewaren'
-- severity: medium
-- subject: trajectory
-- needs: trajectory
-- grain: one row per trajectory that runs for more than three years
-- param as_of date: the day the snapshot describes
select
    trajectory_id as subject_key,
    client_id,
    cast(add_months(started_on, 36) + 1 as date) as since,
    kind as trajectory_kind,
    started_on,
    add_months(started_on, 36) as three_years_on,
    $as_of as as_of
from trajectory
where ended_on is null
    and add_months(started_on, 36) < $as_of
