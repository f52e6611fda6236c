-- basis: GDPR Art. 13(1)(f) and 14(1)(f); privacy statement, 'Doorgifte van uw
--   gegevens buiten de EER'
-- severity: medium
-- subject: transfer
-- grain: one row per running transfer that is not declared
select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.started_on as since,
    'Transfer to ' || transfers.recipient_name || ' ('
        || said_en('country', transfers.country) || ') since '
        || day_en(transfers.started_on)
        || '; the statement does not name this recipient and country'
        as evidence,
    'Doorgifte aan ' || transfers.recipient_name || ' ('
        || said_nl('country', transfers.country) || ') sinds '
        || day_nl(transfers.started_on)
        || '; de verklaring noemt deze ontvanger met dit land niet'
        as evidence_nl
from transfers
where transfers.status not in ('ended', 'within_eea')
    and not exists (
        select 1
        from policy_transfers_declared
        where policy_transfers_declared.recipient = transfers.recipient_name
            and policy_transfers_declared.country = transfers.country
    )
