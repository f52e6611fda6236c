-- basis: GDPR Art. 44, 45 and 46; privacy statement, 'Doorgifte van uw gegevens
--   buiten de EER'
-- severity: high
-- subject: transfer
-- grain: one row per transfer whose mechanism is invalid or missing
-- param as_of date: the day the snapshot describes
select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.invalid_since as since,
    'Transfer to ' || transfers.recipient_name || ' ('
        || said_en('country', transfers.country)
        || ') since ' || day_en(transfers.started_on)
        || ', '
        || case when transfers.status = 'missing' then '' else 'mechanism ' end
        || said_en('mechanism', transfers.mechanism)
        || case
            when transfers.status = 'missing' then ': without a ground'
            when mechanisms.valid_until < $as_of
                then ', last valid on ' || day_en(mechanisms.valid_until)
                    || ': invalid'
            when mechanisms.valid_from > $as_of
                then ', valid from ' || day_en(mechanisms.valid_from)
                    || ': invalid'
            else ', no adequacy decision that covers it on ' || day_en($as_of)
                || ': invalid'
        end
        || ' since ' || day_en(transfers.invalid_since)
        as evidence,
    'Doorgifte aan ' || transfers.recipient_name || ' ('
        || said_nl('country', transfers.country)
        || ') sinds ' || day_nl(transfers.started_on)
        || ', '
        || case when transfers.status = 'missing' then '' else 'mechanisme ' end
        || said_nl('mechanism', transfers.mechanism)
        || case
            when transfers.status = 'missing' then ': zonder grond'
            when mechanisms.valid_until < $as_of
                then ', laatst geldig op ' || day_nl(mechanisms.valid_until)
                    || ': ongeldig'
            when mechanisms.valid_from > $as_of
                then ', geldig vanaf ' || day_nl(mechanisms.valid_from)
                    || ': ongeldig'
            else ', geen adequaatheidsbesluit dat haar dekt op '
                || day_nl($as_of) || ': ongeldig'
        end
        || ' sinds ' || day_nl(transfers.invalid_since)
        as evidence_nl
from transfers
inner join policy_mechanisms as mechanisms
    on mechanisms.mechanism = transfers.mechanism
where transfers.status in ('invalid', 'missing')
