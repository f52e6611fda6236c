-- basis: GDPR Art. 44 and 49(1)
-- severity: medium
-- subject: transfer
-- needs: transfer recipient
-- grain: one row per standing transfer under a derogation
select
    transfer_id as subject_key,
    cast(null as varchar) as client_id,
    started_on as since,
    recipient_name,
    country,
    started_on,
    mechanism
from transfers
where status = 'derogation'
