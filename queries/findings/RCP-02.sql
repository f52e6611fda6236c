-- basis: GDPR Art. 26(1) and 28(3); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: low
-- subject: recipient
-- needs: recipient agreement
-- grain: one row per recipient whose agreement is about to end
-- param as_of date: the day the snapshot describes
-- param agreement_ending_days integer: house norm: warning before an agreement ends
select
    recipient_id as subject_key,
    cast(null as varchar) as client_id,
    cast(
        agreement_ends_on - cast($agreement_ending_days as integer) as date
    ) as since,
    role,
    $agreement_ending_days as agreement_ending_days,
    agreement_ends_on,
    $as_of as as_of,
    date_diff('day', $as_of, agreement_ends_on) as days_left
from recipients
where agreement = 'ending_soon'
