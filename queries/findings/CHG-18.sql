-- basis: GDPR Art. 5(2) and 7(1)
-- severity: medium
-- subject: consent
-- needs: consent
-- compares: previous
-- grain: one row per consent that was given before the previous snapshot, which did
--   not have it
-- param as_of date: the day the snapshot describes
with

came as (

    select subject_key, client_id, earlier_on
    from changes
    where subject_table = 'consent'
        and change = 'added'

)

-- a table that came whole since the previous snapshot tells nothing
select
    came.subject_key,
    came.client_id,
    $as_of as since,
    came.earlier_on as previous_on,
    consent.given_on as dated_on
from came
inner join consent on consent.consent_id = came.subject_key
where consent.given_on < came.earlier_on
    and (select count(*) from came) < (select count(*) from consent)
