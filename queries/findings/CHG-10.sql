-- basis: GDPR Art. 5(1)(e) and 17(1)
-- severity: high
-- subject: holding
-- needs: holding
-- compares: previous
-- grain: one row per holding that was erased in the previous snapshot and is held
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on,
    cast(before as date) as date_before
from changes
where subject_table = 'holding'
    and "column" = 'erased_on'
    and change = 'returned'
    and after is null
