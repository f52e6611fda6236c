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
with

due_holdings as (

    select
        case
            when effective_due_on
                < add_months(date_trunc('month', $as_of), 24)
                then strftime(effective_due_on, '%Y-%m')
            else 'later'
        end as month
    from retention
    where status in ('due_soon', 'within')

)

select
    months.month as value1,
    count(due_holdings.month) as count
from months_ahead_of($as_of) as months
left join due_holdings on due_holdings.month = months.month
group by months.month
