-- basis: GDPR Art. 12(6), 5(1)(f) and 32(1); privacy statement, 'Vragen?'
-- severity: high
-- subject: rights_request
-- grain: one row per request granted to an applicant not identified
select
    request_id as subject_key,
    client_id,
    closed_on as since,
    'Request (' || said_en('request_kind', kind) || ') via '
        || said_en('channel', channel) || ', ' || said_en('outcome', outcome)
        || ' on ' || day_en(closed_on) || '; identity '
        || coalesce('verified only on ' || day_en(identity_verified_on),
            'not verified')
        as evidence,
    'Verzoek (' || said_nl('request_kind', kind) || ') via '
        || said_nl('channel', channel)
        || ', ' || said_nl('outcome', outcome) || ' op '
        || day_nl(closed_on) || '; identiteit '
        || coalesce('pas vastgesteld op ' || day_nl(identity_verified_on),
            'niet vastgesteld')
        as evidence_nl
from rights_request
where outcome in ('granted', 'partly_granted')
    and channel <> 'portal'
    and (identity_verified_on is null or identity_verified_on > closed_on)
