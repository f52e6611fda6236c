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
    received_on + moved_by as received_on,
    known(identity_requested_on, $as_of) as identity_requested_on,
    known(identity_verified_on + moved_by, $as_of) as identity_verified_on,
    known(id_copy_received_on, $as_of) as id_copy_received_on,
    case when id_copy_received_on <= $as_of then id_copy_redacted end
        as id_copy_redacted,
    known(id_copy_deleted_on, $as_of) as id_copy_deleted_on,
    known(extended_on, $as_of) as extended_on,
    case when extended_on <= $as_of then extension_reason end
        as extension_reason,
    case when not is_open then closed_on end as closed_on,
    case when not is_open then outcome end as outcome,
    case when not is_open then refusal_reason end as refusal_reason,
    case when not is_open then known(recipients_notified_on, $as_of) end
        as recipients_notified_on,
    department
from world_request
left join world_fault as planted
    on planted.record = request_id
    and $as_of between planted.first_on and planted.last_on
cross join lateral (
    select
        case planted.fault when 'request_moved' then 6 else 0 end as moved_by,
        coalesce(closed_on > $as_of, true)
        or coalesce(planted.fault = 'request_reopened', false) as is_open
)
where received_on <= $as_of
    and coalesce(planted.fault not in ('request_gone', 'request_late'), true)
order by request_id
