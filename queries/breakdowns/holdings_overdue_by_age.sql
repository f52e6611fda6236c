-- basis: GDPR Art. 5(1)(e)
-- grain: one row per band of days overdue
-- unit: holdings
-- needs: holding client trajectory
-- dimension1: age
-- within: status=overdue
-- threshold: process
-- totals: over all
-- part: retention
-- order: 240
select
    bands.band as value1,
    count(retention.days_overdue) as count
from overdue_bands() as bands
left join retention
    on retention.status = 'overdue'
    and retention.days_overdue between bands.first_day and bands.last_day
group by bands.band
