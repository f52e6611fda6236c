-- title: A client has still not been given the privacy statement a month after
--   registration
-- title_nl: Een betrokkene heeft een maand na registratie de privacyverklaring
--   nog niet ontvangen
-- basis: GDPR Art. 13(1) and 14(3)(a)
-- severity: medium
-- subject: client
-- grain: one row per client with a live holding who was not informed
-- param as_of date: the day the snapshot describes
select
    client_id as subject_key,
    client_id,
    cast(add_months(registered_on, 1) + 1 as date) as since,
    'Registered ' || registered_on || ' + 1 month = '
        || add_months(registered_on, 1) || '; not informed on ' || $as_of
        || ', live holdings: ' || holdings_live
        as evidence,
    'Geregistreerd op ' || registered_on || ' + 1 maand = '
        || add_months(registered_on, 1) || '; op ' || $as_of
        || ' niet geïnformeerd, bewaarde gegevens: ' || holdings_live
        as evidence_nl
from clients
where has_live_holding
    and informed_on is null
    and add_months(registered_on, 1) < $as_of
