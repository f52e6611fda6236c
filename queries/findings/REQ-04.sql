-- basis: GDPR Art. 12(4)
-- severity: medium
-- subject: rights_request
-- grain: one row per refused request without a reason
select
    request_id as subject_key,
    client_id,
    closed_on as since,
    'Request (' || said_en('request_kind', kind) || ') received on '
        || day_en(received_on) || ', refused on '
        || day_en(closed_on) || '; no reason on record'
        as evidence,
    'Verzoek (' || said_nl('request_kind', kind) || ') ontvangen op '
        || day_nl(received_on) || ', geweigerd op '
        || day_nl(closed_on) || '; geen reden vastgelegd'
        as evidence_nl
from rights_request
where outcome = 'refused'
    and refusal_reason is null
