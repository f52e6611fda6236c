-- basis: GDPR Art. 13(1)(f) and 14(1)(f); privacy statement, 'Doorgifte van uw
--   gegevens buiten de EER'
-- severity: low
-- subject: transfer
-- needs: transfer recipient
-- grain: one row per running transfer declared with another mechanism
-- param statement date: the version of the privacy statement in force
with

declared_transfers as (

    select
        recipient,
        country,
        list(mechanism order by mechanism) as mechanisms
    from policy_transfers_declared
    where statement = $statement
    group by recipient, country

)

select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.started_on as since,
    transfers.recipient_name,
    transfers.country,
    transfers.started_on,
    transfers.mechanism,
    declared_transfers.mechanisms as declared
from transfers
inner join declared_transfers
    on declared_transfers.recipient = transfers.recipient_name
    and declared_transfers.country = transfers.country
where transfers.status not in ('ended', 'within_eea')
    and not list_contains(declared_transfers.mechanisms, transfers.mechanism)
