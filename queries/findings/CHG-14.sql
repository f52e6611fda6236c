-- basis: GDPR Art. 5(2) and 7(1)
-- severity: medium
-- subject: consent
-- needs: consent
-- compares: previous
-- grain: one row per consent of the previous snapshot that is no longer on record
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on
from changes
where subject_table = 'consent'
    and change = 'vanished'
