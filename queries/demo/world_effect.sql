-- title: What requests and restrictions change in the records of a client
-- grain: one row per client to whom any of it happened
with

request_effects as (

    select
        client_no,
        min(closed_on) filter (
            where kind = 'erasure' and outcome = 'granted'
        ) as erased_on,
        min(closed_on) filter (
            where kind = 'consent_withdrawal' and outcome = 'granted'
        ) as withdrawn_on,
        min(received_on) filter (where kind = 'objection_marketing')
            as objected_on
    from world_request
    where client_no is not null
    group by client_no

),

freezes as (

    select
        client_no,
        min(started_on) as frozen_from,
        max(coalesce(lifted_on, date '9999-12-31')) as frozen_until
    from world_restriction
    group by client_no

)

select
    client_no,
    request_effects.erased_on,
    request_effects.withdrawn_on,
    request_effects.objected_on,
    freezes.frozen_from,
    freezes.frozen_until
from request_effects
full outer join freezes using (client_no)
order by client_no
