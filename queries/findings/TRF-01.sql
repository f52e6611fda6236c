-- basis: GDPR Art. 44, 45 and 46; privacy statement, 'Doorgifte van uw gegevens
--   buiten de EER'
-- severity: high
-- subject: transfer
-- needs: transfer recipient
-- grain: one row per transfer whose mechanism is invalid or missing
-- param as_of date: the day the snapshot describes
select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.invalid_since as since,
    transfers.recipient_name,
    transfers.country,
    transfers.started_on,
    transfers.mechanism,
    transfers.status = 'missing' as is_missing,
    transfers.invalid_reason = 'not_listed' as is_not_listed,
    transfers.invalid_reason = 'other_country' as is_other_country,
    case
        when transfers.invalid_reason = 'concluded_too_late'
            then mechanisms.last_concluded_on
    end as last_concluded_on,
    case
        when transfers.invalid_reason = 'run_out' then mechanisms.valid_until
    end as last_valid_on,
    case
        when transfers.invalid_reason = 'not_yet_valid'
            then mechanisms.valid_from
    end as valid_from,
    $as_of as as_of,
    transfers.invalid_since
from transfers
inner join policy_mechanisms as mechanisms
    on mechanisms.mechanism = transfers.mechanism
where transfers.status in ('invalid', 'missing')
