-- title: Authorisations on the day of the snapshot
-- grain: one row per authorisation granted by then; reviewed once a year
-- param last date: the day of the last snapshot
-- param as_of date: the day of the snapshot
with

reviews as (

    select
        world_authorisation.authorisation_no,
        max(ago($last, 294 + 358 * round - review_day)) as reviewed_on
    from world_authorisation
    cross join (values (0), (1), (2), (3)) as rounds (round)
    where ago($last, 294 + 358 * round - review_day)
        between granted_on and least($as_of, revoked_on)
        and not (round = 0 and is_forgotten_last)
        and not (round = 1 and is_forgotten_before)
    group by world_authorisation.authorisation_no

)

select
    printf('AU-%04d', world_authorisation.authorisation_no)
        as authorisation_id,
    world_authorisation.department,
    world_authorisation.system,
    world_authorisation.category,
    world_authorisation.granted_on,
    reviews.reviewed_on,
    known(world_authorisation.revoked_on, $as_of) as revoked_on
from world_authorisation
left join reviews using (authorisation_no)
where world_authorisation.granted_on <= $as_of
order by world_authorisation.authorisation_no
