-- basis: GDPR Art. 12(3) and (4); Regulation 1182/71 Art. 3; privacy statement,
--   'Uw rechten'
-- severity: medium
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request closed after its last day
select
    request_id as subject_key,
    client_id,
    cast(due_on + 1 as date) as since,
    kind as request_kind,
    received_on,
    nullif(paused_days, 0) as paused_days,
    extended_on,
    not extension_valid as is_extension_invalid,
    outcome = 'refused' as is_refusal,
    due_on,
    closed_on,
    outcome,
    days_overdue
from requests
where status = 'closed_late'
