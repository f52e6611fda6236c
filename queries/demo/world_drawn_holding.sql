-- title: Items held, drawn by chance, and when each is erased
-- grain: one row per item; a slot of a client's file holds at most one
-- param seed bigint: another seed, another organisation
with

slots as (

    select distinct slot, share, scope, choices
    from world_item

),

filled_slots as (

    select
        world_path.client_no,
        world_path.registered_on,
        world_path.done_on,
        world_path.photo_given_on,
        world_path.photo_withdrawn_on,
        slots.slot,
        slots.scope,
        case slots.scope
            when 'first' then world_path.started_1
            when 'second' then world_path.started_2
            else world_path.registered_on
        end as begun_on,
        case slots.scope
            when 'first' then world_path.ended_1
            when 'second' then world_path.ended_2
            else world_path.done_on
        end as ended_on,
        slots.share,
        slots.choices,
        bits($seed, 'holding', 30 * world_path.client_no + slots.slot) as b
    from world_path
    cross join slots

),

held_items as (

    select
        filled_slots.* exclude (share, choices),
        world_item.item,
        world_item.source,
        world_item.retention_rule,
        case
            when filled_slots.slot between 2 and 4
                and part(filled_slots.b, 2) < 0.05 then 'mail'
            when filled_slots.slot between 2 and 4
                and part(filled_slots.b, 2) < 0.08 then 'paper'
            else world_item.system
        end as system,
        case
            when filled_slots.slot = 2 and part(filled_slots.b, 2) > 0.997
                then 'legitimate_interest'
            else world_item.ground
        end as ground,
        world_timeline.last_on,
        world_timeline.lean_from,
        world_timeline.lean_until,
        case filled_slots.slot
            when 1 then days(begun_on, 8 * part(b, 3))
            when 6 then days(
                begun_on,
                14 + date_diff('day', begun_on, ended_on) * part(b, 3)
            )
            when 7 then days(
                photo_given_on,
                case when part(b, 2) < 0.012 then -1 else 14 * part(b, 3) end
            )
            else days(
                begun_on,
                date_diff('day', begun_on, ended_on) * pow(part(b, 3), 1.6)
            )
        end as drawn_on
    from filled_slots
    inner join world_item
        on filled_slots.slot = world_item.slot
        and world_item.choice
        = cast(floor(part(filled_slots.b, 1) * filled_slots.choices) as bigint)
    cross join world_timeline
    where part(filled_slots.b, 0) < filled_slots.share
        and filled_slots.begun_on is not null
        and (filled_slots.slot <> 7 or filled_slots.photo_given_on is not null)

),

collected_items as (

    select
        held_items.*,
        case
            when held_items.source in ('portal', 'website') then drawn_on
            else working(drawn_on)
        end as collected_on,
        world_effect.erased_on as erased_on_request,
        world_effect.frozen_from,
        world_effect.frozen_until,
        case
            when held_items.slot <> 7 then cast(null as date)
            else least(photo_withdrawn_on, world_effect.withdrawn_on)
        end as withdrawn_on
    from held_items
    left join world_effect using (client_no)
    where drawn_on <= last_on

),

due_items as (

    select
        *,
        case retention_rule
            when 'fiscal' then make_date(year(collected_on) + 8, 3, 31)
            when 'consent' then coalesce(
                add_months(withdrawn_on, 1), add_months(done_on, 24)
            )
            else add_months(ended_on, 24)
        end as due_on
    from collected_items
    where withdrawn_on is null or withdrawn_on > collected_on

),

planned_items as (

    select
        *,
        case
            when retention_rule = 'undeclared' and part(b, 6) < 0.35
                then cast(null as date)
            when retention_rule = 'fiscal' and part(b, 4) < 0.006
                then days(due_on, -100 - 900 * part(b, 5))
            when part(b, 4) < 0.885
                then days(due_on, -2 - 40 * part(b, 5))
            when part(b, 4) < 0.960
                then days(due_on, 1 + 170 * pow(part(b, 5), 1.6))
            else days(due_on, 170 + 1000 * part(b, 5))
        end as planned_on
    from due_items

),

delayed_items as (

    select
        * exclude (planned_on),
        case
            when planned_on between lean_from and lean_until
                and part(b, 7) < 0.7
                then days(lean_until, 6 + 50 * part(b, 6))
            else planned_on
        end as planned_on
    from planned_items

),

thawed_items as (

    select
        * exclude (planned_on),
        case
            when planned_on >= frozen_from and planned_on <= frozen_until
                and frozen_until = date '9999-12-31'
                then cast(null as date)
            when planned_on >= frozen_from and planned_on <= frozen_until
                then days(frozen_until, 3 + 20 * part(b, 5))
            else planned_on
        end as planned_on
    from delayed_items

),

erased_items as (

    select
        *,
        working(
            case
                when retention_rule <> 'fiscal'
                    and erased_on_request >= collected_on
                    and part(b, 7) < 0.99
                    then least(planned_on, erased_on_request)
                else planned_on
            end
        ) as erase_on
    from thawed_items

)

select
    30 * client_no + slot as holding_no,
    client_no,
    case scope
        when 'first' then 4 * client_no + 1
        when 'second' then 4 * client_no + 2
    end as trajectory_no,
    item, system, source, ground, collected_on,
    case when retention_rule = 'fiscal' then year(collected_on) end
        as fiscal_year,
    case when erase_on is not null then greatest(collected_on, erase_on) end
        as erased_on,
    case when retention_rule = 'trajectory' then 'anonymised' else 'deleted'
    end as erasure
from erased_items
order by holding_no
