-- of: 03_requests
-- page: requests
-- needs: rights_request
-- key: request_id
-- search: request_id client_id
-- column id_copy varchar [codes id_copy, filter 14]: what became of the copy of an
--   identity document: held or deleted; null where none came in
-- column recipients_told varchar [codes recipients_told, filter 15,
--   needs disclosure]: of a granted rectification, erasure or restriction
--   (Art. 19): told, not_told, or no_recipient where nothing on the client
--   went out by the day of closing; else null
with

asked_of_recipients as (

    select client_id
    from requests
    where kind in ('rectification', 'erasure', 'restriction')
        and outcome in ('granted', 'partly_granted')

),

-- a join on what is there once a client: where no column of it is asked, none is made
first_disclosed as (

    select client_id, min(disclosed_on) as first_on
    from disclosure
    where client_id in (select client_id from asked_of_recipients)
    group by client_id

)

select
    requests.* exclude (working),
    case
        when requests.id_copy_deleted_on is not null then 'deleted'
        when requests.id_copy_received_on is not null then 'held'
    end as id_copy,
    case
        when requests.kind not in ('rectification', 'erasure', 'restriction')
            or requests.outcome is null
            or requests.outcome not in ('granted', 'partly_granted')
            then null
        when not coalesce(first_disclosed.first_on <= requests.closed_on, false)
            then 'no_recipient'
        when requests.recipients_notified_on is null then 'not_told'
        else 'told'
    end as recipients_told
from requests
left join first_disclosed on first_disclosed.client_id = requests.client_id
