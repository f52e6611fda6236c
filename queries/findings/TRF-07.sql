-- basis: GDPR Art. 30(1)(e) and 44; privacy statement, 'Doorgifte van uw gegevens
--   buiten de EER'
-- severity: high
-- subject: recipient
-- needs: recipient disclosure transfer
-- grain: one row per recipient outside the EEA that gets data without a transfer
-- param as_of date: the day the snapshot describes
select
    recipients.recipient_id as subject_key,
    cast(null as varchar) as client_id,
    min(disclosure.disclosed_on) as since,
    recipients.name as recipient_name,
    recipients.country,
    count(*) as disclosures_12m,
    min(disclosure.disclosed_on) as first_disclosed_on,
    $as_of as as_of
from recipients
inner join disclosure
    on disclosure.recipient_id = recipients.recipient_id
where disclosure.disclosed_on > add_months($as_of, -12)
    and recipients.country not in (select policy_eea.country from policy_eea)
    and not exists (
        select 1
        from transfer
        where transfer.recipient_id = recipients.recipient_id
            and coalesce(transfer.ended_on > $as_of, true)
    )
group by recipients.recipient_id, recipients.name, recipients.country
