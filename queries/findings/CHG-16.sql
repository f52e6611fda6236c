-- basis: GDPR Art. 5(2) and 12(3)
-- severity: medium
-- subject: rights_request
-- needs: rights_request
-- compares: previous
-- grain: one row per request that was received before the previous snapshot, which
--   did not have it
-- param as_of date: the day the snapshot describes
with

came as (

    select subject_key, client_id, earlier_on
    from changes
    where subject_table = 'rights_request'
        and change = 'added'

)

-- a table that came whole since the previous snapshot tells nothing
select
    came.subject_key,
    came.client_id,
    $as_of as since,
    came.earlier_on as previous_on,
    rights_request.received_on as dated_on
from came
inner join rights_request on rights_request.request_id = came.subject_key
where rights_request.received_on < came.earlier_on
    and (select count(*) from came) < (select count(*) from rights_request)
