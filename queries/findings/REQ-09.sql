-- basis: GDPR Art. 12(2) and (6)
-- severity: low
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request that awaits the identity for too long
-- param as_of date: the day the snapshot describes
select
    request_id as subject_key,
    client_id,
    cast(identity_requested_on + 31 as date) as since,
    kind as request_kind,
    received_on,
    identity_requested_on,
    cast(identity_requested_on + 30 as date) as due_on,
    $as_of as as_of
from requests
where is_awaiting
    and cast(identity_requested_on + 30 as date) < $as_of
