-- basis: GDPR Art. 12(3)
-- grain: one row per month, this one and the 23 after it; later ones together
-- param as_of date: the day the snapshot describes
-- unit: requests
-- needs: rights_request
-- dimension1: month_due
-- within: status=due_soon|on_track
-- threshold: process
-- totals: over all
-- part: requests
-- order: 165
select
    months.month as value1,
    count(requests.status) as count
from months_ahead_of($as_of) as months
left join requests
    on requests.status in ('due_soon', 'on_track')
    and month_ahead(requests.due_on, $as_of) = months.month
group by months.month
