-- title: Rights requests on the day of the snapshot
-- grain: one row per request received by then
-- param as_of date: the day of the snapshot
select
    request_id,
    subject,
    case when client_no is not null then printf('C-%06d', client_no) end
        as client_id,
    kind,
    channel,
    received_on,
    known(identity_requested_on, $as_of) as identity_requested_on,
    known(identity_verified_on, $as_of) as identity_verified_on,
    known(id_copy_received_on, $as_of) as id_copy_received_on,
    case when id_copy_received_on <= $as_of then id_copy_redacted end
        as id_copy_redacted,
    known(id_copy_deleted_on, $as_of) as id_copy_deleted_on,
    known(extended_on, $as_of) as extended_on,
    case when extended_on <= $as_of then extension_reason end
        as extension_reason,
    known(closed_on, $as_of) as closed_on,
    case when closed_on <= $as_of then outcome end as outcome,
    case when closed_on <= $as_of then refusal_reason end as refusal_reason,
    known(recipients_notified_on, $as_of) as recipients_notified_on,
    department
from world_request
where received_on <= $as_of
order by request_id
