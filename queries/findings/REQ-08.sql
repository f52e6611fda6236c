-- basis: GDPR Art. 5(1)(c) and 87; UAVG Art. 46; privacy statement, 'Vragen?'
-- severity: high
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request with a copy neither redacted nor deleted
-- param as_of date: the day the snapshot describes
select
    request_id as subject_key,
    client_id,
    id_copy_received_on as since,
    id_copy_received_on,
    $as_of as as_of
from rights_request
where id_copy_received_on is not null
    and not id_copy_redacted
    and id_copy_deleted_on is null
