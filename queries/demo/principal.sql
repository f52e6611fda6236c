-- title: Principals on the day of the snapshot
-- grain: one row per principal
select
    printf('P-%04d', principal_no) as principal_id,
    name,
    kind
from world_principal
order by principal_no
