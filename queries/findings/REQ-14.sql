-- basis: GDPR Art. 5(1)(c) and 12(6); privacy statement, 'Vragen?'
-- severity: medium
-- subject: rights_request
-- needs: rights_request
-- grain: one row per copy of an identity document that was not needed
select
    request_id as subject_key,
    client_id,
    id_copy_received_on as since,
    kind as request_kind,
    channel,
    id_copy_received_on,
    id_copy_deleted_on
from rights_request
where id_copy_received_on is not null
    and (
        channel = 'portal'
        or kind in ('objection_marketing', 'consent_withdrawal')
    )
