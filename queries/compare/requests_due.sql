-- title: Which requests became late, and of which did the last day move?
-- basis: GDPR Art. 12(3)
-- grain: one row per request that is late since the earlier snapshot, and one per
--   request whose last day is a later one although it was neither extended nor paused
-- param earlier varchar: the database of the earlier snapshot
-- param later varchar: the database of the later snapshot
-- param earlier_on date: the day that the earlier snapshot describes
-- column section varchar: the section
-- column subject_table varchar: table of what it is about
-- column subject_key varchar: key of what it is about
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column change varchar: fell_due (late since), or moved_date
-- column column varchar: due_on, the last day on which the answer is in time
-- column before varchar: that day as it was; null where there was none
-- column after varchar: that day as it is
with

paired as (

    select
        later.request_id,
        later.client_id,
        earlier.due_on as due_before,
        later.due_on as due_after,
        later.status = 'overdue'
            and earlier.status is distinct from 'overdue'
            and (earlier.request_id is not null or later.due_on >= $earlier_on)
            as fell_due,
        coalesce(later.due_on > earlier.due_on, false)
            and not (
                later.extended_on is distinct from earlier.extended_on
                and coalesce(later.extended_on > $earlier_on, false)
            )
            and not (
                later.identity_requested_on
                is distinct from earlier.identity_requested_on
                and coalesce(later.identity_requested_on > $earlier_on, false)
            ) as is_moved
    from query_table($later || '.requests') as later
    left join query_table($earlier || '.requests') as earlier
        on earlier.request_id = later.request_id

),

named as (

    select *, 'fell_due' as change from paired where fell_due
    union all
    select *, 'moved_date' as change from paired where is_moved

)

select
    'requests' as section,
    'rights_request' as subject_table,
    request_id as subject_key,
    client_id,
    change,
    'due_on' as "column",
    cast(due_before as varchar) as before,
    cast(due_after as varchar) as after
from named
