-- title: The adequacy decision on which a transfer rests ends within 365 days
-- title_nl: Het adequaatheidsbesluit waarop een doorgifte berust loopt binnen
--   365 dagen af
-- basis: GDPR Art. 45(3)
-- severity: low
-- subject: transfer
-- grain: one row per adequate transfer whose decision ends within 365 days
-- param as_of date: the day the snapshot describes
select
    transfer_id as subject_key,
    cast(null as varchar) as client_id,
    cast(decision_until - 365 as date) as since,
    'Transfer to ' || recipient_name || ' (' || country || '), mechanism '
        || mechanism || '; decision valid until ' || decision_until
        || ', days left on ' || $as_of || ': '
        || date_diff('day', $as_of, decision_until)
        as evidence,
    'Doorgifte aan ' || recipient_name || ' (' || country || '), mechanisme '
        || mechanism || '; besluit geldig tot en met ' || decision_until
        || ', resterende dagen op ' || $as_of || ': '
        || date_diff('day', $as_of, decision_until)
        as evidence_nl
from transfers
where status = 'adequate'
    and decision_until <= cast($as_of + 365 as date)
