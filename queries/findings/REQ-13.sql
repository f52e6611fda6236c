-- basis: GDPR Art. 21(1); privacy statement, 'Bezwaar/verzet'
-- severity: high
-- subject: rights_request
-- needs: rights_request disclosure
-- grain: one row per granted objection after which data went out for its purposes
select
    rights_request.request_id as subject_key,
    rights_request.client_id,
    min(disclosure.disclosed_on) as since,
    rights_request.outcome,
    rights_request.closed_on,
    count(*) as count_disclosures,
    min(disclosure.disclosed_on) as first_disclosed_on
from disclosure
inner join rights_request
    on rights_request.client_id = disclosure.client_id
    and rights_request.closed_on < disclosure.disclosed_on
inner join policy_purposes
    on policy_purposes.purpose = disclosure.purpose
where rights_request.kind = 'objection'
    and rights_request.outcome in ('granted', 'partly_granted')
    and policy_purposes.objectable
group by
    rights_request.request_id,
    rights_request.client_id,
    rights_request.outcome,
    rights_request.closed_on
