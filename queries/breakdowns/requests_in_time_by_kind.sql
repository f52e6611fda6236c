-- basis: GDPR Art. 12(3)
-- grain: one row per kind and whether in time
-- unit: requests
-- needs: rights_request
-- dimension1: kind
-- dimension2: status
-- within: closed_12m=true
-- threshold: sensitive
-- totals: by kind, by status and over all
-- part: requests
-- order: 120
with

kinds as (

    select distinct kind
    from requests

),

statuses as (

    select unnest(['closed_on_time', 'closed_late']) as status

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
    and requests.closed_12m
group by kinds.kind, statuses.status
