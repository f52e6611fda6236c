-- basis: GDPR Art. 12(1), 13 and 14; privacy statement, 'Wijzigingen
--   privacyverklaring'
-- severity: low
-- subject: client
-- grain: one row per client with a live holding and an earlier statement
-- param statement date: the version of the privacy statement in force
select
    client_id as subject_key,
    client_id,
    $statement as since,
    'Given the version of ' || day_en(statement_version) || ' on '
        || day_en(informed_on)
        || '; in force: the version of ' || day_en($statement)
        || ', live holdings: ' || number_en(holdings_live)
        as evidence,
    'Versie van ' || day_nl(statement_version) || ' ontvangen op '
        || day_nl(informed_on) || '; geldend: versie van ' || day_nl($statement)
        || ', bewaarde gegevens: ' || number_nl(holdings_live)
        as evidence_nl
from clients
where has_live_holding
    and statement_version < $statement
