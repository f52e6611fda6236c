-- basis: GDPR Art. 12(1) and 24(1); privacy statement, 'Wijzigingen
--   privacyverklaring'
-- severity: medium
-- subject: statement
-- needs: none
-- grain: one row when the statement in force is out of date
-- param as_of date: the day the snapshot describes
-- param statement date: the version of the privacy statement in force
-- param statement_max_months integer: house norm: age after which it is asked about
select
    cast($statement as varchar) as subject_key,
    cast(null as varchar) as client_id,
    cast(add_months($statement, $statement_max_months) + 1 as date) as since,
    $statement as statement,
    $statement_max_months as statement_max_months,
    add_months($statement, $statement_max_months) as current_until,
    $as_of as as_of
where add_months($statement, $statement_max_months) < $as_of
