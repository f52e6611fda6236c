-- basis: GDPR Art. 45(3)
-- severity: low
-- subject: transfer
-- needs: transfer recipient
-- grain: one row per adequate transfer whose decision ends within 365 days
-- param as_of date: the day the snapshot describes
select
    transfer_id as subject_key,
    cast(null as varchar) as client_id,
    cast(decision_until - 365 as date) as since,
    recipient_name,
    country,
    mechanism,
    decision_until,
    $as_of as as_of,
    date_diff('day', $as_of, decision_until) as days_left
from transfers
where status = 'adequate'
    and decision_until <= cast($as_of + 365 as date)
