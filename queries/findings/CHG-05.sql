-- basis: GDPR Art. 5(2) and 7(1)
-- severity: high
-- subject: consent
-- needs: consent
-- compares: previous
-- grain: one row per consent whose day of giving is another one than the previous
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
where subject_table = 'consent'
    and "column" = 'given_on'
    and change = 'moved_date'
