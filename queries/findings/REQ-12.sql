-- basis: GDPR Art. 7(3); privacy statement, 'Intrekken toestemming'
-- severity: high
-- subject: rights_request
-- needs: rights_request consent
-- grain: one row per granted withdrawal that was not carried out
with

standing_consents as (

    select
        rights_request.request_id,
        rights_request.client_id,
        rights_request.closed_on,
        min(consent.given_on) as first_given_on,
        count(*) as count_consents
    from consent
    inner join rights_request
        on rights_request.client_id = consent.client_id
        and rights_request.closed_on >= consent.given_on
    where consent.withdrawn_on is null
        and rights_request.kind = 'consent_withdrawal'
        and rights_request.outcome = 'granted'
    group by
        rights_request.request_id,
        rights_request.client_id,
        rights_request.closed_on

)

select
    request_id as subject_key,
    client_id,
    closed_on as since,
    closed_on,
    count_consents,
    first_given_on
from standing_consents
