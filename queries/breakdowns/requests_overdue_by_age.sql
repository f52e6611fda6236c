-- basis: GDPR Art. 12(3)
-- grain: one row per band of days overdue
-- unit: requests
-- needs: rights_request
-- dimension1: age
-- within: status=overdue
-- threshold: process
-- totals: over all
-- part: requests
-- order: 150
select
    bands.band as value1,
    count(requests.days_overdue) as count
from overdue_bands() as bands
left join requests
    on requests.status = 'overdue'
    and requests.days_overdue between bands.first_day and bands.last_day
group by bands.band
