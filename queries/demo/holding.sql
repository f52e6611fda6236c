-- title: Items held on the day of the snapshot
-- grain: one row per item collected by then
-- param as_of date: the day of the snapshot
select
    printf('H-%07d', holding_no) as holding_id,
    printf('C-%06d', client_no) as client_id,
    printf('T-%06d', trajectory_no) as trajectory_id,
    item,
    system,
    source,
    ground,
    collected_on,
    fiscal_year,
    case when planted.fault is null then known(erased_on, $as_of) end as erased_on,
    case when erased_on <= $as_of and planted.fault is null then erasure end
        as erasure
from world_holding
left join world_fault as planted
    on planted.record = printf('H-%07d', holding_no)
    and $as_of between planted.first_on and planted.last_on
where collected_on <= $as_of
    and planted.fault is distinct from 'item_gone'
order by holding_no
