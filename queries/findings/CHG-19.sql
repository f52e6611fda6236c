-- basis: GDPR Art. 5(2) and 28(3)
-- severity: medium
-- subject: agreement
-- needs: agreement
-- compares: previous
-- grain: one row per agreement that was signed before the previous snapshot, which
--   did not have it
-- param as_of date: the day the snapshot describes
with

came as (

    select subject_key, client_id, earlier_on
    from changes
    where subject_table = 'agreement'
        and change = 'added'

)

-- a table that came whole since the previous snapshot tells nothing
select
    came.subject_key,
    came.client_id,
    $as_of as since,
    came.earlier_on as previous_on,
    agreement.signed_on as dated_on
from came
inner join agreement on agreement.agreement_id = came.subject_key
where agreement.signed_on < came.earlier_on
    and (select count(*) from came) < (select count(*) from agreement)
