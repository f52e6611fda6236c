-- title: All requests under their register number
-- grain: one row per request, numbered by year in the order of arrival
with

requests as (

    select * from world_drawn_request
    union all by name
    select * from world_planted_request

)

select
    *,
    printf(
        'R-%d-%05d',
        year(received_on),
        row_number() over (
            partition by year(received_on)
            order by received_on, client_no, slot, kind
        )
    ) as request_id
from requests
order by request_id
