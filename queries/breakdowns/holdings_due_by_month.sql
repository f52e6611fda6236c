-- basis: GDPR Art. 5(1)(e)
-- grain: one row per month, this one and the 23 after it; later ones together
-- param as_of date: the day the snapshot describes
-- unit: holdings
-- needs: holding client trajectory
-- dimension1: month_due
-- within: status=due_soon|within
-- threshold: process
-- totals: over all
-- part: retention
-- order: 250
select
    months.month as value1,
    count(retention.status) as count
from months_ahead_of($as_of) as months
left join retention
    on retention.status in ('due_soon', 'within')
    and month_ahead(retention.effective_due_on, $as_of) = months.month
group by months.month
