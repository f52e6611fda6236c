-- basis: GDPR Art. 5(2) and 33(1)
-- severity: high
-- subject: breach
-- needs: breach
-- compares: previous
-- grain: one row per breach whose time of discovery is another one than the previous
--   snapshot had
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on,
    cast(before as timestamptz) as moment_before,
    cast(after as timestamptz) as moment_after
from changes
where subject_table = 'breach'
    and "column" = 'discovered_at'
    and change = 'moved_date'
