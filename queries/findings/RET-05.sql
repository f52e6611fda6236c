-- title: A trajectory has been running for more than three years, so that the
--   retention period of its data does not start
-- title_nl: Een traject loopt langer dan drie jaar, waardoor de bewaartermijn
--   van de gegevens niet gaat lopen
-- basis: GDPR Art. 5(1)(d) and (e); privacy statement, 'Hoe lang wij uw
--   gegevens bewaren'
-- severity: medium
-- subject: trajectory
-- grain: one row per trajectory that runs for more than three years
-- param as_of date: the day the snapshot describes
select
    trajectory_id as subject_key,
    client_id,
    cast(add_months(started_on, 36) + 1 as date) as since,
    'Trajectory (' || kind || ') started ' || started_on || ' + 3 years = '
        || add_months(started_on, 36) || '; no end recorded on ' || $as_of
        as evidence,
    'Traject (' || kind || ') begonnen op ' || started_on || ' + 3 jaar = '
        || add_months(started_on, 36)
        || '; geen einddatum vastgelegd op ' || $as_of
        as evidence_nl
from trajectory
where ended_on is null
    and add_months(started_on, 36) < $as_of
