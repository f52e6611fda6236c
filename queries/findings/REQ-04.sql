-- basis: GDPR Art. 12(4)
-- severity: medium
-- subject: rights_request
-- needs: rights_request
-- grain: one row per refused request without a reason
-- param no_answer varchar[]: texts that say nothing
select
    request_id as subject_key,
    client_id,
    closed_on as since,
    kind as request_kind,
    received_on,
    outcome,
    closed_on
from rights_request
where outcome in ('refused', 'partly_granted')
    and says_nothing(refusal_reason, $no_answer)
