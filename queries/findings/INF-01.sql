-- basis: GDPR Art. 13(1) and 14(3)(a)
-- severity: medium
-- subject: client
-- grain: one row per client with a live holding who was not informed
-- param as_of date: the day the snapshot describes
select
    client_id as subject_key,
    client_id,
    cast(add_months(registered_on, 1) + 1 as date) as since,
    'Registered on ' || day_en(registered_on) || ' + 1 month = '
        || day_en(add_months(registered_on, 1)) || '; not informed on '
        || day_en($as_of) || ', live holdings: ' || number_en(holdings_live)
        as evidence,
    'Geregistreerd op ' || day_nl(registered_on) || ' + 1 maand = '
        || day_nl(add_months(registered_on, 1)) || '; op ' || day_nl($as_of)
        || ' niet geïnformeerd, bewaarde gegevens: ' || number_nl(holdings_live)
        as evidence_nl
from clients
where has_live_holding
    and informed_on is null
    and add_months(registered_on, 1) < $as_of
