-- basis: GDPR Art. 7(1); privacy statement, 'Grondslagen'
-- severity: low
-- subject: consent
-- needs: consent
-- grain: one row per consent not withdrawn and without a form
-- param no_answer varchar[]: texts that say nothing
select
    consent_id as subject_key,
    client_id,
    given_on as since,
    item,
    purpose,
    given_on
from consent
where withdrawn_on is null
    and says_nothing(form_version, $no_answer)
