-- basis: GDPR Art. 21(3); privacy statement, 'Bezwaar/verzet'
-- severity: high
-- subject: rights_request
-- needs: rights_request disclosure
-- grain: one row per objection to marketing that was not respected
with

marketing_after_objection as (

    select
        rights_request.request_id,
        rights_request.client_id,
        rights_request.received_on,
        min(disclosure.disclosed_on) as first_disclosed_on,
        count(*) as count_disclosures
    from disclosure
    inner join rights_request
        on rights_request.client_id = disclosure.client_id
        and rights_request.received_on < disclosure.disclosed_on
    where disclosure.purpose = 'marketing'
        and rights_request.kind = 'objection_marketing'
        and coalesce(rights_request.outcome, 'open') <> 'withdrawn'
    group by
        rights_request.request_id,
        rights_request.client_id,
        rights_request.received_on

)

select
    request_id as subject_key,
    client_id,
    first_disclosed_on as since,
    received_on,
    count_disclosures,
    first_disclosed_on
from marketing_after_objection
