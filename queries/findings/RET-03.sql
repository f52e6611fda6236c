-- basis: GDPR Art. 17(3)(b); AWR Art. 52(4); privacy statement, 'Hoe lang wij
--   uw gegevens bewaren'
-- severity: high
-- subject: holding
-- grain: one row per fiscal holding erased within the duty to keep
select
    holding_id as subject_key,
    client_id,
    erased_on as since,
    'Item ' || said_en('item', item) || ' of fiscal year ' || fiscal_year
        || ': to be kept until ' || day_en(keep_until) || '; '
        || said_en('erasure', erasure) || ' on '
        || day_en(erased_on) || ', days early: '
        || number_en(date_diff('day', erased_on, keep_until) + 1)
        as evidence,
    'Gegeven ' || said_nl('item', item) || ' van boekjaar ' || fiscal_year
        || ': bewaarplicht tot en met ' || day_nl(keep_until)
        || '; ' || said_nl('erasure', erasure) || ' op ' || day_nl(erased_on)
        || ', dagen te vroeg: '
        || number_nl(date_diff('day', erased_on, keep_until) + 1)
        as evidence_nl
from retention
where status = 'erased_early'
