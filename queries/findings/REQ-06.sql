-- basis: GDPR Art. 19
-- severity: medium
-- subject: rights_request
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
    'Request (' || said_en('request_kind', kind) || ') '
        || said_en('outcome', outcome) || ' on ' || day_en(closed_on)
        || '; recipients of data until that day: '
        || number_en(count_recipients)
        || ' (last disclosure on ' || day_en(last_disclosed_on)
        || '), none told'
        as evidence,
    'Verzoek (' || said_nl('request_kind', kind) || ') '
        || said_nl('outcome', outcome) || ' op ' || day_nl(closed_on)
        || '; ontvangers van gegevens tot en met die dag: '
        || number_nl(count_recipients) || ' (laatste verstrekking op '
        || day_nl(last_disclosed_on) || '), geen kennisgeving vastgelegd'
        as evidence_nl
from untold_recipients
