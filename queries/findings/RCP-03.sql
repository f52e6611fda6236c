-- basis: GDPR Art. 28(1) and 32(1); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: low
-- subject: recipient
-- grain: one row per IT supplier with an expired certificate
-- param as_of date: the day the snapshot describes
select
    recipient_id as subject_key,
    cast(null as varchar) as client_id,
    cast(iso27001_until + 1 as date) as since,
    'Certificate valid until ' || day_en(iso27001_until) || '; days expired on '
        || day_en($as_of) || ': '
        || number_en(date_diff('day', iso27001_until, $as_of))
        as evidence,
    'Certificaat geldig tot en met ' || day_nl(iso27001_until)
        || '; dagen verlopen op ' || day_nl($as_of) || ': '
        || number_nl(date_diff('day', iso27001_until, $as_of))
        as evidence_nl
from recipients
where iso27001 = 'expired'
