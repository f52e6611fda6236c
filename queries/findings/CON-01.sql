-- basis: GDPR Art. 6(1)(a) and 7(1); privacy statement, 'Grondslagen'
-- severity: high
-- subject: holding
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
    'Item ' || said_en('item', holdings_on_consent.item) || ' (ground '
        || said_en('ground', holdings_on_consent.ground)
        || ', retention rule '
        || said_en('retention_rule', holdings_on_consent.rule)
        || ') collected on ' || day_en(holdings_on_consent.collected_on)
        || '; no consent for it stood on that day'
        as evidence,
    'Gegeven ' || said_nl('item', holdings_on_consent.item) || ' (grondslag '
        || said_nl('ground', holdings_on_consent.ground) || ', bewaarregel '
        || said_nl('retention_rule', holdings_on_consent.rule)
        || ') verkregen op ' || day_nl(holdings_on_consent.collected_on)
        || '; die dag gold er geen toestemming voor'
        as evidence_nl
from holdings_on_consent
where not exists (
    select 1
    from holdings_with_consent
    where holdings_with_consent.holding_id = holdings_on_consent.holding_id
)
