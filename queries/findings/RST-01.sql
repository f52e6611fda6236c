-- basis: GDPR Art. 18(2); privacy statement, 'Beperking van de verwerking en
--   wissen'
-- severity: high
-- subject: disclosure
-- needs: disclosure restriction
-- grain: one row per disclosure not allowed under a restriction
with

disclosures_under_restriction as (

    select
        disclosure.disclosure_id,
        disclosure.client_id,
        disclosure.recipient_id,
        disclosure.purpose,
        disclosure.disclosed_on,
        min(restriction.started_on) as restricted_on
    from disclosure
    inner join restriction
        on restriction.client_id = disclosure.client_id
        and restriction.started_on <= disclosure.disclosed_on
    where restriction.lifted_on is null
        or restriction.lifted_on > disclosure.disclosed_on
    group by
        disclosure.disclosure_id,
        disclosure.client_id,
        disclosure.recipient_id,
        disclosure.purpose,
        disclosure.disclosed_on

),

known_purposes as (

    select purpose, bool_or(allowed_under_restriction) as is_allowed
    from policy_purposes
    group by purpose

)

select
    disclosures_under_restriction.disclosure_id as subject_key,
    disclosures_under_restriction.client_id,
    disclosures_under_restriction.disclosed_on as since,
    disclosures_under_restriction.disclosed_on,
    disclosures_under_restriction.recipient_id,
    known_purposes.purpose,
    disclosures_under_restriction.restricted_on
from disclosures_under_restriction
left join known_purposes
    on known_purposes.purpose = disclosures_under_restriction.purpose
where not coalesce(known_purposes.is_allowed, false)
