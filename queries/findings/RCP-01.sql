-- basis: GDPR Art. 26(1) and 28(3); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: high
-- subject: recipient
-- needs: recipient agreement disclosure
-- grain: one row per recipient without the agreement it needs
-- param as_of date: the day the snapshot describes
select
    recipient_id as subject_key,
    cast(null as varchar) as client_id,
    case agreement
        when 'expired' then cast(agreement_ends_on + 1 as date)
        else first_disclosed_on
    end as since,
    role,
    case when agreement = 'expired' then agreement_ends_on end as ended_on,
    agreement_signed_on,
    $as_of as as_of,
    disclosures_12m,
    first_disclosed_on
from recipients
where agreement in ('missing', 'expired')
    and disclosures_12m > 0
