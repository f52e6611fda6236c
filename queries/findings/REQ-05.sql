-- basis: GDPR Art. 12(6), 5(1)(f) and 32(1); privacy statement, 'Vragen?'
-- severity: high
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request granted to an applicant not identified
select
    request_id as subject_key,
    client_id,
    closed_on as since,
    kind as request_kind,
    channel,
    outcome,
    closed_on,
    identity_verified_on
from rights_request
where kind in (
    'access', 'rectification', 'erasure', 'restriction', 'portability'
)
    and outcome in ('granted', 'partly_granted')
    and channel <> 'portal'
    and (identity_verified_on is null or identity_verified_on > closed_on)
