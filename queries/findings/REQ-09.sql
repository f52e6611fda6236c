-- basis: GDPR Art. 12(2) and (6)
-- severity: medium
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request that awaits the identity for too long
-- param as_of date: the day the snapshot describes
-- param identity_wait_days integer: house norm: the longest pause
select
    request_id as subject_key,
    client_id,
    cast(working.wait_until + 1 as date) as since,
    kind as request_kind,
    received_on,
    identity_requested_on,
    $identity_wait_days as identity_wait_days,
    working.wait_until as wait_until,
    $as_of as as_of
from requests
where identity_requested_on <= working.ask_by
    and identity_verified_on is null
    and closed_on is null
    and working.wait_until < $as_of
