-- basis: GDPR Art. 5(2) and 24(1)
-- severity: low
-- subject: activity
-- grain: one row per activity whose review is due
-- param as_of date: the day the snapshot describes
select
    activity_id as subject_key,
    cast(null as varchar) as client_id,
    cast(add_months(reviewed_on, 12) + 1 as date) as since,
    coalesce('Last reviewed on ' || day_en(reviewed_on), 'Never reviewed')
        || '; 12 months before ' || day_en($as_of) || ' is '
        || day_en(add_months($as_of, -12))
        as evidence,
    coalesce('Laatst beoordeeld op ' || day_nl(reviewed_on), 'Nooit beoordeeld')
        || '; 12 maanden voor ' || day_nl($as_of) || ' is '
        || day_nl(add_months($as_of, -12))
        as evidence_nl
from register
where reviewed_on is null
    or reviewed_on < add_months($as_of, -12)
