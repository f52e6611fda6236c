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

-- what the notes on a request say where something on the client went out by then
disclosed_codes (code) as (
    values ('disclosed_told'), ('disclosed_untold')
),

-- a join on what is there once a request, narrowed by a table and by no constant: where
-- no column of it is asked, none is made
disclosed as (

    select request_id
    from request_notes
    where code in (select disclosed_codes.code from disclosed_codes)
    group by request_id

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
        when disclosed.request_id is null then 'no_recipient'
        when requests.recipients_notified_on is null then 'not_told'
        else 'told'
    end as recipients_told
from requests
left join disclosed on disclosed.request_id = requests.request_id
