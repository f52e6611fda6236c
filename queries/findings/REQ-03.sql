-- title: The term of a request was extended too late, or although the law or
--   the house gives no extension for it
-- title_nl: De termijn van een verzoek is te laat verlengd, of verlengd terwijl
--   voor zo'n verzoek geen verlenging bestaat
-- basis: GDPR Art. 12(3) and 21(3)
-- severity: medium
-- subject: rights_request
-- grain: one row per request with an extension that is not valid
select
    request_id as subject_key,
    client_id,
    extended_on as since,
    'Request (' || kind || ') received ' || received_on || ', first term until '
        || initial_due_on || '; extension told on ' || extended_on
        || case
            when extended_due_on is null then ', none exists for this kind'
            else ', days late: '
                || date_diff('day', initial_due_on, extended_on)
        end
        as evidence,
    'Verzoek (' || kind || ') ontvangen op ' || received_on
        || ', eerste termijn tot en met ' || initial_due_on
        || '; verlenging meegedeeld op ' || extended_on
        || case
            when extended_due_on is null
                then ', voor dit soort verzoek bestaat geen verlenging'
            else ', dagen te laat: '
                || date_diff('day', initial_due_on, extended_on)
        end
        as evidence_nl
from requests
where extended_on is not null
    and initial_due_on is not null
    and not extension_valid
