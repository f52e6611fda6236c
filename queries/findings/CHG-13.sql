-- basis: GDPR Art. 5(2) and 33(5)
-- severity: high
-- subject: breach
-- needs: breach
-- compares: previous
-- grain: one row per breach of the previous snapshot that is no longer on record
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on
from changes
where subject_table = 'breach'
    and change = 'vanished'
