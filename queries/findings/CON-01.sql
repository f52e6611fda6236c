-- basis: GDPR Art. 6(1)(a) and 7(1); privacy statement, 'Grondslagen'
-- severity: high
-- subject: holding
-- needs: holding consent
-- grain: one row per live holding that lacks the consent it needs
with

holdings_on_consent as (

    select holding_id, client_id, item, ground, rule, collected_on
    from retention
    where erased_on is null
        and (ground = 'consent' or rule = 'consent')

),

holdings_with_consent as (

    select distinct holdings_on_consent.holding_id
    from holdings_on_consent
    inner join consent
        on consent.client_id = holdings_on_consent.client_id
        and consent.item = holdings_on_consent.item
        and consent.given_on <= holdings_on_consent.collected_on
    where consent.withdrawn_on is null
        or consent.withdrawn_on > holdings_on_consent.collected_on

)

select
    holdings_on_consent.holding_id as subject_key,
    holdings_on_consent.client_id,
    holdings_on_consent.collected_on as since,
    holdings_on_consent.item,
    holdings_on_consent.ground,
    holdings_on_consent.rule as retention_rule,
    holdings_on_consent.collected_on
from holdings_on_consent
where not exists (
    select 1
    from holdings_with_consent
    where holdings_with_consent.holding_id = holdings_on_consent.holding_id
)
