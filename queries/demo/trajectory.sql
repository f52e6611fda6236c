-- title: Trajectories on the day of the snapshot
-- grain: one row per trajectory begun by then
-- param as_of date: the day of the snapshot
with

trajectories as (

    select
        4 * client_no + 1 as trajectory_no,
        client_no, principal_no,
        kind_1 as kind,
        started_1 as started_on,
        ended_1 as ended_on,
        result_1 as result
    from world_path

    union all

    select
        4 * client_no + 2 as trajectory_no,
        client_no, principal_no,
        kind_2 as kind,
        started_2 as started_on,
        ended_2 as ended_on,
        result_2 as result
    from world_path

    union all

    select
        4 * world_case.client_no + 3 as trajectory_no,
        world_case.client_no,
        1 as principal_no,
        'job_coaching' as kind,
        cast(world_timeline.last_on - 1402 as date) as started_on,
        cast(null as date) as ended_on,
        cast(null as varchar) as result
    from world_case
    cross join world_timeline
    semi join world_client
        on world_client.client_no = world_case.client_no
        and world_client.registered_on <= world_timeline.last_on - 1402
    where world_case.name = 'endless_trajectory'

)

select
    printf('T-%06d', trajectory_no) as trajectory_id,
    printf('C-%06d', client_no) as client_id,
    printf('P-%04d', principal_no) as principal_id,
    kind,
    started_on,
    case when ended_on <= $as_of then ended_on end as ended_on,
    case when ended_on <= $as_of then result end as result
from trajectories
where started_on <= $as_of
order by trajectory_no
