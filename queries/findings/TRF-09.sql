-- basis: GDPR Art. 44 and 45(1)
-- severity: low
-- subject: transfer
-- needs: transfer recipient
-- grain: one row per adequate transfer that is older than its decision
select
    transfer_id as subject_key,
    cast(null as varchar) as client_id,
    started_on as since,
    recipient_name,
    country,
    started_on,
    mechanism,
    decision_from
from transfers
where status = 'adequate'
    and started_on < decision_from
