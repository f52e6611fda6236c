-- basis: GDPR Art. 12(1), 13 and 14; privacy statement, 'Wijzigingen
--   privacyverklaring'
-- severity: low
-- subject: client
-- needs: client holding
-- grain: one row per client with a live holding and an earlier statement
-- param statement date: the version of the privacy statement in force
select
    client_id as subject_key,
    client_id,
    $statement as since,
    statement_version,
    informed_on,
    $statement as statement,
    holdings_live
from clients
where has_live_holding
    and statement_version < $statement
