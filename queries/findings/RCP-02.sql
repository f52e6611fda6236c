-- basis: GDPR Art. 26(1) and 28(3); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: low
-- subject: recipient
-- grain: one row per recipient whose agreement is about to end
-- param as_of date: the day the snapshot describes
select
    recipient_id as subject_key,
    cast(null as varchar) as client_id,
    cast(agreement_ends_on - 90 as date) as since,
    'Role ' || said_en('role', role) || ', agreement ends on '
        || day_en(agreement_ends_on)
        || ', days left on ' || day_en($as_of) || ': '
        || number_en(date_diff('day', $as_of, agreement_ends_on))
        as evidence,
    'Rol ' || said_nl('role', role) || ', overeenkomst eindigt op '
        || day_nl(agreement_ends_on)
        || ', resterende dagen op ' || day_nl($as_of) || ': '
        || number_nl(date_diff('day', $as_of, agreement_ends_on))
        as evidence_nl
from recipients
where agreement = 'ending_soon'
