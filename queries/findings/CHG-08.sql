-- basis: GDPR Art. 5(2) and 33(5)
-- severity: high
-- subject: breach
-- needs: breach
-- compares: previous
-- grain: one row per breach of which the previous snapshot had a notification to the
--   authority
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on,
    cast(before as timestamptz) as moment_before
from changes
where subject_table = 'breach'
    and "column" = 'authority_notified_at'
    and change = 'changed'
    and after is null
