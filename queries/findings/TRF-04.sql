-- basis: GDPR Art. 45(3)
-- severity: low
-- subject: transfer
-- grain: one row per adequate transfer whose decision ends within 365 days
-- param as_of date: the day the snapshot describes
select
    transfer_id as subject_key,
    cast(null as varchar) as client_id,
    cast(decision_until - 365 as date) as since,
    'Transfer to ' || recipient_name || ' (' || said_en('country', country)
        || '), mechanism ' || said_en('mechanism', mechanism)
        || '; decision valid until ' || day_en(decision_until)
        || ', days left on ' || day_en($as_of) || ': '
        || number_en(date_diff('day', $as_of, decision_until))
        as evidence,
    'Doorgifte aan ' || recipient_name || ' (' || said_nl('country', country)
        || '), mechanisme ' || said_nl('mechanism', mechanism)
        || '; besluit geldig tot en met ' || day_nl(decision_until)
        || ', resterende dagen op ' || day_nl($as_of) || ': '
        || number_nl(date_diff('day', $as_of, decision_until))
        as evidence_nl
from transfers
where status = 'adequate'
    and decision_until <= cast($as_of + 365 as date)
