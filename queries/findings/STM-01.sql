-- basis: GDPR Art. 12(1) and 24(1); privacy statement, 'Wijzigingen
--   privacyverklaring'
-- severity: medium
-- subject: statement
-- needs: none
-- grain: one row when the statement in force is out of date
-- param as_of date: the day the snapshot describes
-- param statement date: the version of the privacy statement in force
select
    cast($statement as varchar) as subject_key,
    cast(null as varchar) as client_id,
    cast(add_months($statement, 24) + 1 as date) as since,
    $statement as statement,
    add_months($statement, 24) as two_years_on,
    $as_of as as_of
where add_months($statement, 24) < $as_of
