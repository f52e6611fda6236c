-- basis: GDPR Art. 18(1)(d) and 21(1); privacy statement, 'Beperking van de
--   verwerking en wissen'
-- severity: medium
-- subject: rights_request
-- needs: rights_request restriction
-- grain: one row per open objection of a client whose processing is not restricted
-- param as_of date: the day the snapshot describes
select
    rights_request.request_id as subject_key,
    rights_request.client_id,
    cast(rights_request.received_on + 1 as date) as since,
    rights_request.received_on,
    $as_of as as_of
from rights_request
inner join clients
    on clients.client_id = rights_request.client_id
where rights_request.kind = 'objection'
    and rights_request.closed_on is null
    and rights_request.received_on < $as_of
    and not clients.is_restricted
