-- basis: GDPR Art. 12(4)
-- severity: medium
-- subject: rights_request
-- needs: rights_request
-- grain: one row per refused request without a reason
select
    request_id as subject_key,
    client_id,
    closed_on as since,
    kind as request_kind,
    received_on,
    closed_on
from rights_request
where outcome = 'refused'
    and refusal_reason is null
