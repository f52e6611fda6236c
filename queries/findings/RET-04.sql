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
        min(restriction.started_on) as restricted_on
    from holding
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
        holding.erasure

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
