-- basis: GDPR Art. 12(3) and 21(3)
-- severity: medium
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request with an extension that is not valid
select
    request_id as subject_key,
    client_id,
    extended_on as since,
    kind as request_kind,
    received_on,
    initial_due_on,
    extended_on,
    case
        when extended_due_on is not null
            then date_diff('day', initial_due_on, extended_on)
    end as days_late
from requests
where extended_on is not null
    and initial_due_on is not null
    and not extension_valid
