-- basis: GDPR Art. 35(11)
-- severity: low
-- subject: activity
-- needs: activity
-- grain: one row per activity whose impact assessment is to be looked at again
-- param as_of date: the day the snapshot describes
-- param dpia_review_months integer: house norm: review of an impact assessment
select
    activity_id as subject_key,
    cast(null as varchar) as client_id,
    cast(add_months(dpia_on, $dpia_review_months) + 1 as date) as since,
    dpia_on,
    $as_of as as_of,
    $dpia_review_months as dpia_review_months,
    add_months($as_of, -$dpia_review_months) as norm_before
from register
where dpia_on < add_months($as_of, -$dpia_review_months)
