-- title: Which dates of requests were changed afterwards?
-- basis: GDPR Art. 5(2) and 12(3)
-- grain: one row per kind of change: entered_late (received on or before the previous
--   snapshot, which did not have it), received_moved, closed_moved (a date that the
--   previous snapshot had is another one now, or is gone), gone
-- param previous date: day of the previous snapshot
-- column correction varchar: what was changed
-- column count bigint: of how many requests
with

changed_requests as (

    select
        earlier.request_id is null
            and requests.received_on <= $previous as entered_late,
        requests.received_on <> earlier.received_on as received_moved,
        earlier.closed_on is not null
            and requests.request_id is not null
            and coalesce(requests.closed_on <> earlier.closed_on, true)
            as closed_moved,
        requests.request_id is null as gone
    from requests
    full join earlier_request as earlier
        on earlier.request_id = requests.request_id

)

select
    'entered_late' as correction,
    count(*) filter (where entered_late) as count
from changed_requests
union all
select
    'received_moved' as correction,
    count(*) filter (where received_moved) as count
from changed_requests
union all
select
    'closed_moved' as correction,
    count(*) filter (where closed_moved) as count
from changed_requests
union all
select
    'gone' as correction,
    count(*) filter (where gone) as count
from changed_requests
