-- basis: GDPR Art. 5(1)(a), 13(1)(f) and 44; privacy statement, 'Doorgifte van
--   uw gegevens buiten de EER'
-- severity: high
-- subject: statement
-- needs: none
-- grain: one row per declared recipient and country without a valid safeguard
-- param as_of date: the day the snapshot describes
-- param statement date: the version of the privacy statement in force
with

declared_without_safeguard as (

    select
        declared.recipient,
        declared.country,
        mechanisms.mechanism,
        case
            when mechanisms.valid_until < $as_of then mechanisms.valid_until
        end as valid_until,
        case
            when mechanisms.valid_until < $as_of
                then cast(mechanisms.valid_until + 1 as date)
            else $statement
        end as unsafe_since
    from policy_transfers_declared as declared
    inner join policy_mechanisms as mechanisms
        on mechanisms.mechanism = declared.mechanism
    where declared.statement = $statement
        and (mechanisms.valid_until < $as_of or mechanisms.family = 'none')
    qualify row_number() over (
        partition by declared.recipient, declared.country
        order by unsafe_since, mechanisms.mechanism
    ) = 1

)

select
    recipient || '/' || country as subject_key,
    cast(null as varchar) as client_id,
    unsafe_since as since,
    recipient,
    country,
    mechanism,
    valid_until
from declared_without_safeguard
