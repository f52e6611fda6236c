-- basis: GDPR Art. 5(1)(c) and (e); privacy statement, 'Vragen?'
-- severity: high
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request with a copy no longer needed
-- param as_of date: the day the snapshot describes
select
    request_id as subject_key,
    client_id,
    cast(
        greatest(id_copy_received_on, identity_verified_on) + 1 as date
    ) as since,
    id_copy_received_on,
    identity_verified_on,
    $as_of as as_of,
    date_diff(
        'day', greatest(id_copy_received_on, identity_verified_on), $as_of
    ) as days_overdue
from rights_request
where id_copy_deleted_on is null
    and id_copy_received_on < $as_of
    and identity_verified_on < $as_of
