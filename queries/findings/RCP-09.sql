-- basis: GDPR Art. 4(7), 4(8) and 28(3)
-- severity: medium
-- subject: recipient
-- needs: recipient disclosure
-- grain: one row per supplier that is on record as a controller
-- param as_of date: the day the snapshot describes
select
    recipient_id as subject_key,
    cast(null as varchar) as client_id,
    first_disclosed_on as since,
    kind as recipient_kind,
    $as_of as as_of,
    disclosures_12m,
    first_disclosed_on
from recipients
where role = 'controller'
    and kind in ('it_supplier', 'analytics', 'freelancer')
    and disclosures_12m > 0
