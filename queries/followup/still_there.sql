-- basis: GDPR Art. 5(2) and 24(1)
-- page: followup
-- grain: one row per marked thing that is still to be dealt with in the snapshot: a
--   finding or a deadline that it has, a request that is open, an entry of the register
--   that is incomplete
-- key: mark
-- search: mark
-- param marked varchar[]: keys of the marks that the reader may see
-- column mark varchar: key of the mark
with

things as (

    select
        concat_ws('/', 'finding', rule, subject_table, subject_key) as mark
    from findings

    union all

    select 'deadline/' || deadline_id as mark
    from agenda

    union all

    select 'request/' || request_id as mark
    from requests
    where closed_on is null

    union all

    select 'activity/' || activity_id as mark
    from register
    where not is_complete

)

select mark
from things
where mark in (select unnest(cast($marked as varchar[])))
