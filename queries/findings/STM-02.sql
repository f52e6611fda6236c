-- basis: GDPR Art. 5(1)(a), 13(1)(f) and 44; privacy statement, 'Doorgifte van
--   uw gegevens buiten de EER'
-- severity: high
-- subject: statement
-- needs: none
-- grain: one row per declared recipient and country with an ended mechanism
-- param as_of date: the day the snapshot describes
with

ended_mechanisms as (

    select
        policy_transfers_declared.recipient,
        policy_transfers_declared.country,
        policy_mechanisms.mechanism,
        policy_mechanisms.valid_until
    from policy_transfers_declared
    inner join policy_mechanisms
        on policy_mechanisms.mechanism = policy_transfers_declared.mechanism
    where policy_mechanisms.valid_until < $as_of
    qualify row_number() over (
        partition by
            policy_transfers_declared.recipient,
            policy_transfers_declared.country
        order by policy_mechanisms.valid_until, policy_mechanisms.mechanism
    ) = 1

)

select
    recipient || '/' || country as subject_key,
    cast(null as varchar) as client_id,
    cast(valid_until + 1 as date) as since,
    recipient,
    country,
    mechanism,
    valid_until
from ended_mechanisms
