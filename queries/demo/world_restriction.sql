-- title: When the data of a client were frozen
-- grain: one row per restriction
-- param seed bigint: another seed, another organisation
with

granted_restrictions as (

    select
        client_no,
        pick(
            ['accuracy', 'accuracy', 'legal_claim', 'dispute'],
            part(bits($seed, 'granted restriction', client_no), 0)
        ) as kind,
        least(
            closed_on,
            greatest(
                cast(closed_on - 4 as date),
                days(coalesce(identity_verified_on, received_on), 1)
            )
        ) as started_on,
        working(days(
            closed_on,
            25 + 180 * part(bits($seed, 'granted restriction', client_no), 1)
        )) as lifted_on
    from world_drawn_request
    where kind = 'restriction'
        and outcome in ('granted', 'partly_granted')
        and part(bits($seed, 'granted restriction', client_no), 2) < 0.98

),

objections as (

    select
        client_no,
        'objection' as kind,
        working(days(coalesce(identity_verified_on, received_on), 1))
            as started_on,
        closed_on as lifted_on
    from world_drawn_request
    where kind = 'objection'
        and outcome <> 'withdrawn'
        and closed_on > working(
            days(coalesce(identity_verified_on, received_on), 1)
        )

),

other_clients as (

    select
        client_no,
        registered_on,
        last_on,
        bits($seed, 'restriction', client_no) as b
    from world_client
    cross join world_timeline
    anti join world_drawn_request
        on world_drawn_request.client_no = world_client.client_no
    where world_client.client_no not in (select client_no from world_case)

),

disputes as (

    select
        client_no,
        pick(['dispute', 'dispute', 'accuracy', 'legal_claim'], part(b, 1))
            as kind,
        working(days(
            last_on,
            -least(date_diff('day', registered_on, last_on), 1600)
            * pow(part(b, 2), 1.2)
        )) as started_on,
        20 + 220 * part(b, 3) as days_frozen
    from other_clients
    where part(b, 0) < 0.012

),

planted_restrictions as (

    select
        world_case.client_no,
        planted.kind,
        ago(last_on, planted.started) as started_on,
        ago(last_on, planted.lifted) as lifted_on
    from (
        values
            ('held_dispute', 'legal_claim', 420, null),
            ('chained_restrictions', 'dispute', 260, 180),
            ('chained_restrictions', 'legal_claim', 190, 40),
            ('frozen_erasure', 'dispute', 301, 247),
            ('frozen_disclosure', 'objection', 203, 139)
    ) as planted (name, kind, started, lifted)
    inner join world_case
        on planted.name = world_case.name
    inner join world_client
        on world_case.client_no = world_client.client_no
    cross join world_timeline
    where world_client.registered_on <= ago(last_on, planted.started)

),

restrictions as (

    select client_no, kind, started_on, lifted_on
    from granted_restrictions

    union all

    select client_no, kind, started_on, lifted_on
    from objections

    union all

    select
        client_no, kind, started_on,
        working(days(started_on, days_frozen)) as lifted_on
    from disputes

    union all

    select client_no, kind, started_on, lifted_on
    from planted_restrictions

)

select
    row_number() over (order by started_on, client_no, kind) as restriction_no,
    client_no, kind, started_on, lifted_on
from restrictions
order by restriction_no
