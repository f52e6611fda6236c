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
select
    * exclude (working),
    case
        when id_copy_deleted_on is not null then 'deleted'
        when id_copy_received_on is not null then 'held'
    end as id_copy,
    case
        when kind not in ('rectification', 'erasure', 'restriction')
            or outcome is null
            or outcome not in ('granted', 'partly_granted')
            then null
        when not exists (
            select 1
            from disclosure
            where disclosure.client_id = requests.client_id
                and disclosure.disclosed_on <= requests.closed_on
        )
            then 'no_recipient'
        when recipients_notified_on is null then 'not_told'
        else 'told'
    end as recipients_told
from requests
