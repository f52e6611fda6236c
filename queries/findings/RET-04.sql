-- basis: GDPR Art. 18(2); privacy statement, 'Beperking van de verwerking en
--   wissen'
-- severity: high
-- subject: holding
-- needs: holding restriction
-- grain: one row per holding erased on a day its client was restricted
with

erased_under_restriction as (

    select
        holding.holding_id,
        holding.client_id,
        holding.item,
        holding.erased_on,
        holding.erasure,
        holding.ground = 'consent' or holding.rule = 'consent' as is_on_consent,
        min(restriction.started_on) as restricted_on,
        max(restriction.started_on) as last_restricted_on
    from retention as holding
    inner join restriction
        on restriction.client_id = holding.client_id
        and restriction.started_on <= holding.erased_on
    where holding.erased_on is not null
        and (
            restriction.lifted_on is null
            or restriction.lifted_on > holding.erased_on
        )
    group by
        holding.holding_id,
        holding.client_id,
        holding.item,
        holding.erased_on,
        holding.erasure,
        is_on_consent

)

select
    holding_id as subject_key,
    client_id,
    erased_on as since,
    item,
    erasure,
    erased_on,
    restricted_on
from erased_under_restriction
-- unless the client asked for it since, with consent: Art. 18(2)
where not exists (
    select 1
    from rights_request
    where rights_request.client_id = erased_under_restriction.client_id
        and rights_request.outcome in ('granted', 'partly_granted')
        and (
            rights_request.kind = 'erasure'
            or (
                rights_request.kind = 'consent_withdrawal'
                and erased_under_restriction.is_on_consent
            )
        )
        and rights_request.received_on <= erased_under_restriction.erased_on
        and rights_request.received_on
        >= erased_under_restriction.last_restricted_on
)
