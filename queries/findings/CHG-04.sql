-- basis: GDPR Art. 5(2) and 28(3)
-- severity: medium
-- subject: agreement
-- needs: agreement
-- compares: previous
-- grain: one row per agreement whose day of signing is another one than the previous
--   snapshot had
-- param as_of date: the day the snapshot describes
select
    subject_key,
    client_id,
    $as_of as since,
    earlier_on as previous_on,
    cast(before as date) as date_before,
    cast(after as date) as date_after
from changes
where subject_table = 'agreement'
    and "column" = 'signed_on'
    and change = 'moved_date'
