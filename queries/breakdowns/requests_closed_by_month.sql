-- basis: GDPR Art. 12(3)
-- grain: one row per month of the last 12 months; the first may be a part of it
-- param as_of date: the day the snapshot describes
-- unit: requests
-- dimension1: month_closed
-- within: closed_12m=true
-- threshold: process
-- totals: over all
-- part: requests
-- order: 170
-- frozen: a month that is over does not change any more
with

shown_months as (

    select distinct
        strftime(cast($as_of - cast(n as integer) as date), '%Y-%m') as month
    from range(366) as days(n)
    where $as_of - cast(n as integer) > add_months($as_of, -12)

),

dated_requests as (

    select strftime(closed_on, '%Y-%m') as month
    from requests
    where closed_12m

)

select
    shown_months.month as value1,
    count(dated_requests.month) as count
from shown_months
left join dated_requests on dated_requests.month = shown_months.month
group by shown_months.month
