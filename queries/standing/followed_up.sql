-- basis: GDPR Art. 5(2) and 24(1)
-- page: overview
-- grain: one row per kind of thing that is followed up and how it stands in the records
-- key: marked standing
-- search: standing
-- param accepted varchar[]: keys of what is accepted on the day of reading
-- param planned varchar[]: keys of what has a day, and is neither accepted nor done
-- param owned varchar[]: keys of what has an owner
-- column marked varchar [codes marked]: finding, deadline, request or activity
-- column standing varchar: severity of a finding, period of a deadline, status of a
--   request, whether an entry of the register is complete
-- column things bigint: how many there are
-- column accepted bigint: of which are accepted
-- column planned bigint: of which are planned
-- column nobodys bigint: of which nobody is the owner
with

things as (

    select
        'finding' as marked,
        severity as standing,
        concat_ws('/', 'finding', rule, subject_table, subject_key) as mark
    from findings

    union all

    select
        'deadline' as marked,
        period as standing,
        'deadline/' || deadline_id as mark
    from agenda

    union all

    select
        'request' as marked,
        status as standing,
        'request/' || request_id as mark
    from requests

    union all

    select
        'activity' as marked,
        cast(is_complete as varchar) as standing,
        'activity/' || activity_id as mark
    from register

),

marks as (

    select
        marked,
        standing,
        mark in (select unnest(cast($accepted as varchar[]))) as is_accepted,
        mark in (select unnest(cast($planned as varchar[]))) as is_planned,
        mark in (select unnest(cast($owned as varchar[]))) as is_owned
    from things

)

select
    marked,
    standing,
    count(*) as things,
    cast(count_if(is_accepted) as bigint) as accepted,
    cast(count_if(is_planned) as bigint) as planned,
    cast(count_if(not is_owned) as bigint) as nobodys
from marks
group by marked, standing
