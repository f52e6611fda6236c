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
    'Trajectory (' || said_en('trajectory_kind', kind) || ') started on '
        || day_en(started_on) || ' + 3 years = '
        || day_en(add_months(started_on, 36)) || '; no end recorded on '
        || day_en($as_of)
        as evidence,
    'Traject (' || said_nl('trajectory_kind', kind) || ') begonnen op '
        || day_nl(started_on) || ' + 3 jaar = '
        || day_nl(add_months(started_on, 36))
        || '; geen einddatum vastgelegd op ' || day_nl($as_of)
        as evidence_nl
from trajectory
where ended_on is null
    and add_months(started_on, 36) < $as_of
