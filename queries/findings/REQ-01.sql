-- basis: GDPR Art. 12(3); Regulation 1182/71 Art. 3; privacy statement, 'Uw
--   rechten'
-- severity: high
-- subject: rights_request
-- needs: rights_request
-- grain: one row per open request past its last day
-- param as_of date: the day the snapshot describes
select
    request_id as subject_key,
    client_id,
    cast(due_on + 1 as date) as since,
    kind as request_kind,
    received_on,
    nullif(paused_days, 0) as paused_days,
    extended_on,
    not coalesce(extension_valid, false) as is_extension_invalid,
    due_on,
    $as_of as as_of,
    days_overdue
from requests
where status = 'overdue'
