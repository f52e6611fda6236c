-- basis: GDPR Art. 5(2) and 33(5)
-- severity: medium
-- subject: breach
-- needs: breach
-- compares: previous
-- grain: one row per breach that was discovered before the previous snapshot, which
--   did not have it
-- param as_of date: the day the snapshot describes
with

came as (

    select subject_key, client_id, earlier_on
    from changes
    where subject_table = 'breach'
        and change = 'added'

)

-- a table that came whole since the previous snapshot tells nothing
select
    came.subject_key,
    came.client_id,
    $as_of as since,
    came.earlier_on as previous_on,
    breach.discovered_at as dated_at
from came
inner join breach on breach.breach_id = came.subject_key
where breach.discovered_at < cast(came.earlier_on as timestamptz)
    and (select count(*) from came) < (select count(*) from breach)
