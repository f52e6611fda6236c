-- basis: GDPR Art. 5(2) and 24(1)
-- severity: low
-- subject: activity
-- needs: activity
-- grain: one row per activity whose review is due
-- param as_of date: the day the snapshot describes
-- param review_months integer: house norm: review of activities
select
    activity_id as subject_key,
    cast(null as varchar) as client_id,
    cast(add_months(reviewed_on, $review_months) + 1 as date) as since,
    reviewed_on,
    $as_of as as_of,
    $review_months as review_months,
    add_months($as_of, -$review_months) as norm_before
from register
where reviewed_on is null
    or reviewed_on < add_months($as_of, -$review_months)
