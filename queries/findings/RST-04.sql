-- basis: GDPR Art. 18(1)(d) and 18(2); privacy statement, 'Beperking van de
--   verwerking en wissen'
-- severity: high
-- subject: disclosure
-- needs: disclosure rights_request restriction
-- grain: one row per disclosure while an objection was open and nothing was frozen
select
    disclosure.disclosure_id as subject_key,
    disclosure.client_id,
    disclosure.disclosed_on as since,
    disclosure.disclosed_on,
    disclosure.recipient_id,
    policy_purposes.purpose,
    min(rights_request.received_on) as objected_on
from disclosure
inner join rights_request
    on rights_request.client_id = disclosure.client_id
    and rights_request.received_on < disclosure.disclosed_on
left join policy_purposes on policy_purposes.purpose = disclosure.purpose
where rights_request.kind = 'objection'
    and coalesce(rights_request.closed_on > disclosure.disclosed_on, true)
    and not coalesce(policy_purposes.allowed_under_restriction, false)
    and not exists (
        select 1
        from restriction
        where restriction.client_id = disclosure.client_id
            and restriction.started_on <= disclosure.disclosed_on
            and coalesce(restriction.lifted_on > disclosure.disclosed_on, true)
    )
group by
    disclosure.disclosure_id,
    disclosure.client_id,
    disclosure.disclosed_on,
    disclosure.recipient_id,
    policy_purposes.purpose
