-- title: Requests of people who are no clients
-- grain: one row per request, of a contact, a visitor or an employee
-- param seed bigint: another seed, another organisation
-- param clients bigint: how many clients there are on the last day
with

drawn_requests as (

    select
        range as slot,
        bits($seed, 'other request', range) as b,
        pick(
            ['website_visitor', 'client_contact', 'employee'], part(b, 0)
        ) as subject,
        pick(
            ['access', 'access', 'rectification', 'erasure',
                'objection_marketing'],
            part(b, 1)
        ) as kind,
        -- the first of them came in days ago and is still open
        working(days(last_on, case when range = 1 then -11
            else -40 - 1400 * part(b, 2) end)) as received_on
    from range(1, 5 + $clients // 120)
    cross join world_timeline

),

answered_requests as (

    select
        *,
        working(days(received_on, 3 * part(b, 3))) as identity_verified_on,
        case when slot > 1
            then working(days(received_on, 4 + 20 * part(b, 4)))
        end as closed_on,
        case when slot > 1 then
            case when part(b, 5) < 0.12 then 'refused' else 'granted' end
        end as outcome
    from drawn_requests

)

select
    subject,
    slot,
    kind,
    pick(['email', 'email', 'website', 'post'], part(b, 6)) as channel,
    received_on,
    identity_verified_on,
    closed_on,
    outcome,
    case when outcome = 'refused' then pick(
        ['wettelijke bewaarplicht', 'rechten van anderen'], part(b, 7)
    ) end as refusal_reason,
    'Privacyloket' as department
from answered_requests
order by slot
