-- basis: GDPR Art. 30(1)(d) and (g), 5(2), 6(1)(f) and 9(2)
-- severity: medium
-- subject: activity
-- needs: activity
-- grain: one row per activity that is not complete
select
    activity_id as subject_key,
    cast(null as varchar) as client_id,
    cast(null as date) as since,
    missing as lacking
from register
where not is_complete
