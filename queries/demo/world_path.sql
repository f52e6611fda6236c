-- title: The way each client goes: one trajectory, two, or none
-- grain: one row per client; an end may lie after the last snapshot
-- param seed bigint: another seed, another organisation
with

drawn_paths as (

    select
        world_client.*,
        bits($seed, 'path', world_client.client_no) as b,
        bits($seed, 'second path', world_client.client_no) as c
    from world_client

),

principals as (

    select count(*) as principals
    from world_principal

),

chosen_paths as (

    select
        drawn_paths.*,
        part(b, 0) < 0.95 as has_first,
        part(b, 0) < 0.24 as has_second,
        cast(1 + floor(principals * pow(part(b, 1), 1.5)) as bigint)
            as principal_no,
        pick(trajectory_kinds(), part(b, 2)) as kind_1,
        pick(trajectory_kinds(), part(c, 2)) as kind_2,
        pick(trajectory_results(), part(b, 3)) as result_1,
        pick(trajectory_results(), part(c, 3)) as result_2
    from drawn_paths
    cross join principals

),

first_trajectories as (

    select
        *,
        case when has_first then working(days(registered_on, 28 * part(b, 4)))
        end as started_1,
        trajectory_days(kind_1, part(b, 5), part(b, 6)) as days_1,
        trajectory_days(kind_2, part(c, 5), part(c, 6)) as days_2
    from chosen_paths

),

ended_first_trajectories as (

    select *, working(days(started_1, days_1)) as ended_1
    from first_trajectories

),

second_trajectories as (

    select
        *,
        case when has_second then working(days(ended_1, 10 + 380 * part(c, 4)))
        end as started_2
    from ended_first_trajectories

)

select
    client_no, registered_on, account_on, photo_given_on, photo_withdrawn_on,
    principal_no, kind_1, started_1, ended_1, result_1,
    kind_2, started_2,
    working(days(started_2, days_2)) as ended_2,
    result_2,
    coalesce(
        working(days(started_2, days_2)), ended_1, registered_on
    ) as done_on
from second_trajectories
order by client_no
