-- basis: GDPR Art. 12(3) and 21(3)
-- severity: medium
-- subject: rights_request
-- grain: one row per request with an extension that is not valid
select
    request_id as subject_key,
    client_id,
    extended_on as since,
    'Request (' || said_en('request_kind', kind) || ') received on '
        || day_en(received_on) || ', first term until '
        || day_en(initial_due_on) || '; extension told on '
        || day_en(extended_on)
        || case
            when extended_due_on is null then ', none exists for this kind'
            else ', days late: '
                || number_en(date_diff('day', initial_due_on, extended_on))
        end
        as evidence,
    'Verzoek (' || said_nl('request_kind', kind) || ') ontvangen op '
        || day_nl(received_on)
        || ', eerste termijn tot en met ' || day_nl(initial_due_on)
        || '; verlenging meegedeeld op ' || day_nl(extended_on)
        || case
            when extended_due_on is null
                then ', voor dit soort verzoek bestaat geen verlenging'
            else ', dagen te laat: '
                || number_nl(date_diff('day', initial_due_on, extended_on))
        end
        as evidence_nl
from requests
where extended_on is not null
    and initial_due_on is not null
    and not extension_valid
