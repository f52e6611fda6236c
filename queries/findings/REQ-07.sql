-- basis: GDPR Art. 5(1)(c) and (e); privacy statement, 'Vragen?'
-- severity: high
-- subject: rights_request
-- needs: rights_request
-- grain: one row per request with a copy no longer needed
-- param as_of date: the day the snapshot describes
with

served_copies as (

    select
        *,
        -- greatest passes over a null
        cast(
            greatest(
                id_copy_received_on, coalesce(identity_verified_on, closed_on)
            ) as date
        ) as served_on
    from rights_request
    where id_copy_received_on is not null
        and id_copy_deleted_on is null
        and (identity_verified_on is not null or closed_on is not null)

)

select
    request_id as subject_key,
    client_id,
    cast(served_on + 1 as date) as since,
    id_copy_received_on,
    identity_verified_on,
    case when identity_verified_on is null then closed_on end as closed_on,
    $as_of as as_of,
    date_diff('day', served_on, $as_of) as days_overdue
from served_copies
where served_on < $as_of
