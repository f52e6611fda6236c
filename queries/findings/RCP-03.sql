-- basis: GDPR Art. 28(1) and 32(1); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: low
-- subject: recipient
-- needs: recipient
-- grain: one row per IT supplier with an expired certificate
-- param as_of date: the day the snapshot describes
select
    recipient_id as subject_key,
    cast(null as varchar) as client_id,
    cast(iso27001_until + 1 as date) as since,
    iso27001_until,
    $as_of as as_of,
    date_diff('day', iso27001_until, $as_of) as days_overdue
from recipients
where iso27001 = 'expired'
