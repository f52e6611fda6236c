-- basis: GDPR Art. 13(2)(f) and 22; privacy statement, 'Vragen?'
-- severity: high
-- subject: activity
-- needs: activity
-- grain: one row per activity with profiling or decisions by machine alone
select
    activity_id as subject_key,
    cast(null as varchar) as client_id,
    cast(null as date) as since,
    categories
from register
where automated
