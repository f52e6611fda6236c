-- basis: GDPR Art. 46(1); CJEU C-311/18 (Schrems II)
-- severity: medium
-- subject: transfer
-- needs: transfer recipient
-- grain: one row per transfer that needs an assessment and has none
-- param as_of date: the day the snapshot describes
select
    transfer_id as subject_key,
    cast(null as varchar) as client_id,
    started_on as since,
    recipient_name,
    country,
    started_on,
    mechanism,
    $as_of as as_of
from transfers
where status = 'unassessed'
