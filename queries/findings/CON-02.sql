-- basis: GDPR Art. 7(1); privacy statement, 'Grondslagen'
-- severity: low
-- subject: consent
-- grain: one row per consent not withdrawn and without a form
select
    consent_id as subject_key,
    client_id,
    given_on as since,
    'Consent for ' || said_en('item', item) || ', purpose '
        || said_en('purpose', purpose) || ', given on ' || day_en(given_on)
        || ', not withdrawn; no version of a form on record'
        as evidence,
    'Toestemming voor ' || said_nl('item', item) || ', doel '
        || said_nl('purpose', purpose) || ', gegeven op ' || day_nl(given_on)
        || ', niet ingetrokken; geen formulierversie vastgelegd'
        as evidence_nl
from consent
where withdrawn_on is null
    and form_version is null
