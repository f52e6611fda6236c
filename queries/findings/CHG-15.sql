-- basis: GDPR Art. 5(2) and 15(1)(c)
-- severity: medium
-- subject: disclosure
-- needs: disclosure
-- compares: previous
-- grain: one row per disclosure of the previous snapshot that is no longer on record
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on
from changes
where subject_table = 'disclosure'
    and change = 'vanished'
