-- basis: GDPR Art. 12(1) and 24(1); privacy statement, 'Wijzigingen
--   privacyverklaring'
-- severity: medium
-- subject: statement
-- grain: one row when the statement in force is out of date
-- param as_of date: the day the snapshot describes
-- param statement date: the version of the privacy statement in force
select
    cast($statement as varchar) as subject_key,
    cast(null as varchar) as client_id,
    cast(add_months($statement, 24) + 1 as date) as since,
    'Version of ' || day_en($statement) || ' + 24 months = '
        || day_en(add_months($statement, 24)) || '; still in force on '
        || day_en($as_of)
        as evidence,
    'Versie van ' || day_nl($statement) || ' + 24 maanden = '
        || day_nl(add_months($statement, 24)) || '; op ' || day_nl($as_of)
        || ' nog geldend'
        as evidence_nl
where add_months($statement, 24) < $as_of
