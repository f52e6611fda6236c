-- title: All requests under their register number
-- grain: one row per request, numbered by year in the order of arrival
with

requests as (

    select * from world_drawn_request
    union all by name
    select * from world_planted_request
    union all by name
    select * from world_other_request

)

select
    client_no, coalesce(subject, 'client') as subject, slot, kind, channel,
    received_on, identity_requested_on,
    identity_verified_on, id_copy_received_on, id_copy_redacted,
    id_copy_deleted_on, extended_on, extension_reason, closed_on, outcome,
    refusal_reason, recipients_notified_on, department,
    printf(
        'R-%d-%05d',
        year(received_on),
        row_number() over (
            partition by year(received_on)
            order by received_on, client_no nulls last, slot, kind
        )
    ) as request_id
from requests
order by request_id
