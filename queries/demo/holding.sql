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
    known(erased_on, $as_of) as erased_on,
    case when erased_on <= $as_of then erasure end as erasure
from world_holding
where collected_on <= $as_of
order by holding_no
