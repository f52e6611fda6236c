-- basis: GDPR Art. 12(3)
-- grain: one row per band of days overdue
-- unit: requests
-- dimension1: age
-- within: status=overdue
-- threshold: process
-- totals: over all
-- part: requests
-- order: 150
with

bands as (

    select *
    from (
        values ('1-30', 1, 30), ('31-90', 31, 90), ('91-365', 91, 365),
        ('366+', 366, 999999)
    ) as bands(band, first_day, last_day)

),

overdue_rows as (

    select days_overdue
    from requests
    where status = 'overdue'

)

select
    bands.band as value1,
    count(overdue_rows.days_overdue) as count
from bands
left join overdue_rows
    on overdue_rows.days_overdue between bands.first_day and bands.last_day
group by bands.band
