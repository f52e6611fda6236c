-- basis: GDPR Art. 5(2) and 12(3)
-- severity: high
-- subject: rights_request
-- needs: rights_request
-- compares: previous
-- grain: one row per request whose day of receipt is another one than the previous
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
where subject_table = 'rights_request'
    and "column" = 'received_on'
    and change = 'moved_date'
