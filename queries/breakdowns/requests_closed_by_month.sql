-- basis: GDPR Art. 12(3)
-- grain: one row per month of the last 12 months; the first may be a part of it
-- param as_of date: the day the snapshot describes
-- unit: requests
-- needs: rights_request
-- dimension1: month_closed
-- within: closed_12m=true
-- threshold: process
-- totals: over all
-- part: requests
-- order: 170
select
    months.month as value1,
    count(requests.request_id) as count
from months_of_year_to($as_of) as months
left join requests
    on requests.closed_12m
    and strftime(requests.closed_on, '%Y-%m') = months.month
group by months.month
