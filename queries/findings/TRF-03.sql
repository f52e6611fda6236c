-- basis: GDPR Art. 13(1)(f) and 14(1)(f); privacy statement, 'Doorgifte van uw
--   gegevens buiten de EER'
-- severity: medium
-- subject: transfer
-- needs: transfer recipient
-- grain: one row per running transfer that is not declared
-- param statement date: the version of the privacy statement in force
select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.started_on as since,
    transfers.recipient_name,
    transfers.country,
    transfers.started_on
from transfers
where transfers.status not in ('ended', 'within_eea')
    and not exists (
        select 1
        from policy_transfers_declared
        where policy_transfers_declared.recipient = transfers.recipient_name
            and policy_transfers_declared.country = transfers.country
            and policy_transfers_declared.statement = $statement
    )
