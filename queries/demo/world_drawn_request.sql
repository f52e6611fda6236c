-- title: Requests that clients made, drawn by chance
-- grain: one row per request, at most two per client; ends may lie ahead
-- param seed bigint: another seed, another organisation
with

slots as (

    select *
    from (values (1, 0.33), (2, 0.05)) as t (slot, share)

),

applicants as (

    select
        world_path.client_no,
        world_path.registered_on,
        world_path.account_on,
        world_path.photo_given_on,
        world_path.started_1, world_path.ended_1,
        world_path.started_2, world_path.ended_2,
        slots.slot,
        slots.share,
        world_timeline.last_on,
        world_timeline.lean_from,
        world_timeline.lean_until,
        bits($seed, 'request', 2 * world_path.client_no + slots.slot) as b
    from world_path
    cross join slots
    cross join world_timeline
    where world_path.client_no not in (select client_no from world_case)

),

drawn_requests as (

    select
        *,
        bits($seed, 'answer', 2 * client_no + slot) as c,
        bits($seed, 'slip', 2 * client_no + slot) as d,
        days(last_on, -1500 * part(b, 1)) as received_on
    from applicants
    where part(b, 0) < share
        and registered_on + 14 <= days(last_on, -1500 * part(b, 1))

),

asked_requests as (

    select
        * exclude (received_on),
        case
            when account_on <= drawn_requests.received_on
                and part(b, 3) < 0.45 then 'portal'
            else pick(
                ['email', 'email', 'email', 'website', 'phone', 'post'],
                part(b, 4)
            )
        end as channel,
        case
            when part(b, 2) < 0.30 then 'access'
            when part(b, 2) < 0.44 then 'rectification'
            when part(b, 2) < 0.60 then 'erasure'
            when part(b, 2) < 0.66 then 'restriction'
            when part(b, 2) < 0.71 then 'portability'
            when part(b, 2) < 0.77 then 'objection'
            when part(b, 2) < 0.83 then 'objection_marketing'
            when part(b, 2) < 0.95 then 'consent_withdrawal'
            else 'complaint'
        end as drawn_kind,
        case
            when channel in ('phone', 'post') or part(d, 6) < 0.5
                then working(drawn_requests.received_on)
            else drawn_requests.received_on
        end as received_on
    from drawn_requests

),

identified_requests as (

    select
        *,
        case
            when slot = 2 and drawn_kind not in (
                'rectification', 'portability', 'complaint'
            ) then 'access'
            when drawn_kind = 'consent_withdrawal'
                and coalesce(photo_given_on > received_on, true) then 'access'
            else drawn_kind
        end as kind,
        coalesce(started_1 <= received_on and ended_1 > received_on, false)
        or coalesce(
            started_2 <= received_on + 60 and ended_2 > received_on, false
        ) as is_in_trajectory,
        case when channel <> 'portal' and part(b, 5) < 0.5
            then working(days(received_on, 5 * part(b, 6)))
        end as identity_requested_on,
        part(b, 7) < 0.09 as is_silent,
        received_on between lean_from - 20 and lean_until - 20 as is_lean
    from asked_requests

),

copied_requests as (

    select
        *,
        case when not is_silent and part(c, 0) < 0.65
            then working(days(identity_requested_on, 1 + 8 * part(c, 1)))
        end as id_copy_received_on
    from identified_requests

),

verified_requests as (

    select
        *,
        case
            when identity_requested_on is not null and is_silent
                then cast(null as date)
            when id_copy_received_on is not null
                then working(days(id_copy_received_on, 3 * part(c, 2)))
            when identity_requested_on is not null
                then working(days(identity_requested_on, 1 + 9 * part(c, 2)))
            when channel <> 'portal' and part(c, 2) < 0.99
                then working(days(received_on, 3 * part(c, 1)))
        end as identity_verified_on
    from copied_requests

),

judged_requests as (

    select
        *,
        coalesce(
            date_diff('day', identity_requested_on, identity_verified_on), 0
        ) as paused_days,
        case
            when identity_requested_on is not null and is_silent
                then 'withdrawn'
            when kind = 'erasure' and is_in_trajectory then 'refused'
            when part(c, 3) < 0.80 then 'granted'
            when part(c, 3) < 0.88 then 'partly_granted'
            when part(c, 3) < 0.94 then 'refused'
            else 'withdrawn'
        end as outcome
    from verified_requests

),

due_requests as (

    select
        *,
        days(add_months(received_on, 1), paused_days) as due_on,
        part(b, 4) < case when is_lean then 0.50 else 0.04 end as is_late,
        not is_lean
        and outcome in ('granted', 'partly_granted')
        and kind not in (
            'objection_marketing', 'consent_withdrawal', 'complaint'
        )
        and part(c, 5) < 0.09 as is_extended
    from judged_requests

),

extended_requests as (

    select
        *,
        case
            when is_extended and part(c, 5) < 0.085
                then working(days(received_on, 14 + 10 * part(c, 6)))
            when is_extended then working(days(due_on, 6 + 8 * part(c, 6)))
        end as extended_on
    from due_requests

),

closed_requests as (

    select
        *,
        case
            when identity_requested_on is not null and is_silent
                then working(days(identity_requested_on, 40 + 35 * part(c, 4)))
            when is_extended
                then working(
                    days(greatest(due_on, extended_on), 6 + 36 * part(c, 4))
                )
            when is_late
                then working(days(due_on, 5 + 40 * pow(part(c, 4), 2)))
            else working(greatest(
                coalesce(identity_verified_on, received_on),
                days(received_on, paused_days + 4 + 19 * part(c, 4))
            ))
        end as closed_on
    from extended_requests

)

select
    client_no, slot, kind, channel, received_on,
    identity_requested_on, identity_verified_on,
    id_copy_received_on,
    case when id_copy_received_on is not null then part(c, 7) < 0.95 end
        as id_copy_redacted,
    case
        when id_copy_received_on is null then cast(null as date)
        when part(c, 7) >= 0.95 and part(d, 0) < 0.96
            then working(days(id_copy_received_on, 2 * part(d, 0)))
        when part(d, 0) < 0.965 then identity_verified_on
        when part(d, 0) < 0.99
            then working(days(identity_verified_on, 1 + 12 * part(d, 3)))
    end as id_copy_deleted_on,
    extended_on,
    case when extended_on is not null then pick(
        [
            'omvang van het dossier', 'gegevens opgevraagd bij een derde',
            'meerdere verzoeken tegelijk'
        ],
        part(d, 1)
    ) end as extension_reason,
    closed_on,
    outcome,
    case
        when outcome not in ('refused', 'partly_granted')
            or part(d, 2) >= 0.95
            then cast(null as varchar)
        when part(d, 2) >= 0.93 then 'n.v.t.'
        when outcome = 'partly_granted'
            then pick(
                [
                    'stukken van een ander weggelaten',
                    'een deel valt onder een wettelijke bewaarplicht',
                    'een deel is nodig voor een geschil'
                ],
                part(d, 1)
            )
        when kind = 'erasure' and is_in_trajectory
            then 'gegevens nodig voor het lopende traject'
        else pick(
            [
                'wettelijke bewaarplicht', 'kennelijk ongegrond',
                'rechten van anderen', 'gegevens blijken juist'
            ],
            part(d, 1)
        )
    end as refusal_reason,
    case
        when kind in ('rectification', 'erasure', 'restriction')
            and outcome in ('granted', 'partly_granted')
            and part(d, 4) < 0.94
            then closed_on
    end as recipients_notified_on,
    case
        when part(d, 5) < 0.72 then 'Privacyloket'
        when part(d, 5) < 0.90 then 'Administratie'
        else 'Consulenten'
    end as department
from closed_requests
order by client_no, slot
