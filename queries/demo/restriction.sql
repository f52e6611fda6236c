-- title: Restrictions on the day of the snapshot
-- grain: one row per restriction begun by then
-- param as_of date: the day of the snapshot
select
    printf('S-%05d', restriction_no) as restriction_id,
    printf('C-%06d', client_no) as client_id,
    kind,
    started_on,
    known(lifted_on, $as_of) as lifted_on
from world_restriction
where started_on <= $as_of
order by restriction_no
