-- basis: GDPR Art. 34(1)
-- severity: high
-- subject: breach
-- needs: breach
-- grain: one row per breach of high risk not told to the data subjects
-- param as_of date: the day the snapshot describes
-- param subjects_told_hours integer: house norm: hours within which the data subjects
--   are told
select
    breach_id as subject_key,
    cast(null as varchar) as client_id,
    cast(timezone('Europe/Amsterdam', subjects_due_at) as date) as since,
    discovered_at,
    $subjects_told_hours as subjects_told_hours,
    subjects_due_at,
    $as_of as as_of
from breaches
where subjects_status = 'overdue'
