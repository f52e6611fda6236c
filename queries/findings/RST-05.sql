-- basis: GDPR Art. 18(2); privacy statement, 'Beperking van de verwerking en wissen'
-- severity: medium
-- subject: disclosure
-- needs: disclosure restriction
-- grain: one row per disclosure that the statement allows and the law does not
select
    disclosure.disclosure_id as subject_key,
    disclosure.client_id,
    disclosure.disclosed_on as since,
    disclosure.disclosed_on,
    disclosure.recipient_id,
    disclosure.purpose,
    min(restriction.started_on) as restricted_on
from disclosure
inner join policy_purposes on policy_purposes.purpose = disclosure.purpose
inner join restriction
    on restriction.client_id = disclosure.client_id
    and restriction.started_on <= disclosure.disclosed_on
    and coalesce(restriction.lifted_on > disclosure.disclosed_on, true)
where policy_purposes.allowed_under_restriction
    and not policy_purposes.allowed_by_law
group by
    disclosure.disclosure_id,
    disclosure.client_id,
    disclosure.disclosed_on,
    disclosure.recipient_id,
    disclosure.purpose
