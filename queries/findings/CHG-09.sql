-- basis: GDPR Art. 5(2) and 7(3)
-- severity: high
-- subject: consent
-- needs: consent
-- compares: previous
-- grain: one row per consent that was withdrawn in the previous snapshot and stands
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on,
    cast(before as date) as date_before
from changes
where subject_table = 'consent'
    and "column" = 'withdrawn_on'
    and change = 'changed'
    and after is null
