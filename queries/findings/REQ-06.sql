-- basis: GDPR Art. 19
-- severity: medium
-- subject: rights_request
-- needs: rights_request disclosure
-- grain: one row per granted request whose recipients were not told
with

untold_requests as (

    select request_id, client_id, kind, outcome, closed_on
    from rights_request
    where kind in ('rectification', 'erasure', 'restriction')
        and outcome in ('granted', 'partly_granted')
        and recipients_notified_on is null

),

untold_recipients as (

    select
        untold_requests.request_id,
        untold_requests.client_id,
        untold_requests.kind,
        untold_requests.outcome,
        untold_requests.closed_on,
        count(distinct disclosure.recipient_id) as count_recipients,
        max(disclosure.disclosed_on) as last_disclosed_on
    from disclosure
    inner join untold_requests
        on untold_requests.client_id = disclosure.client_id
        and untold_requests.closed_on >= disclosure.disclosed_on
    group by
        untold_requests.request_id,
        untold_requests.client_id,
        untold_requests.kind,
        untold_requests.outcome,
        untold_requests.closed_on

)

select
    request_id as subject_key,
    client_id,
    closed_on as since,
    kind as request_kind,
    outcome,
    closed_on,
    count_recipients,
    last_disclosed_on
from untold_recipients
