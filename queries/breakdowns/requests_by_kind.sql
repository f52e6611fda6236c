-- basis: GDPR Art. 12(3)
-- grain: one row per kind and status that occurs together
-- unit: requests
-- needs: rights_request
-- dimension1: kind
-- dimension2: status
-- threshold: sensitive
-- totals: by kind, by status and over all
-- part: requests
-- order: 110
with

statuses as (

    select unnest([
        'awaiting_identity', 'on_track', 'due_soon', 'overdue',
        'closed_on_time', 'closed_late'
    ]) as status

),

kinds as (

    select distinct kind
    from requests

)

select
    kinds.kind as value1,
    statuses.status as value2,
    count(requests.request_id) as count
from kinds
cross join statuses
left join requests
    on requests.kind = kinds.kind
    and requests.status = statuses.status
group by kinds.kind, statuses.status
