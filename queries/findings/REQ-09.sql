-- basis: GDPR Art. 12(2) and (6)
-- severity: low
-- subject: rights_request
-- grain: one row per request that awaits the identity for too long
-- param as_of date: the day the snapshot describes
select
    request_id as subject_key,
    client_id,
    cast(identity_requested_on + 31 as date) as since,
    'Request (' || said_en('request_kind', kind) || ') received on '
        || day_en(received_on)
        || ', identity asked for on ' || day_en(identity_requested_on)
        || ' + 30 days = ' || day_en(cast(identity_requested_on + 30 as date))
        || '; neither verified nor closed on ' || day_en($as_of)
        as evidence,
    'Verzoek (' || said_nl('request_kind', kind) || ') ontvangen op '
        || day_nl(received_on)
        || ', identificatie gevraagd op ' || day_nl(identity_requested_on)
        || ' + 30 dagen = ' || day_nl(cast(identity_requested_on + 30 as date))
        || '; op ' || day_nl($as_of) || ' niet vastgesteld en niet afgehandeld'
        as evidence_nl
from requests
where is_awaiting
    and cast(identity_requested_on + 30 as date) < $as_of
