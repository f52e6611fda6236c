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
with

due_requests as (

    select
        case
            when due_on < add_months(date_trunc('month', $as_of), 24)
                then strftime(due_on, '%Y-%m')
            else 'later'
        end as month
    from requests
    where status in ('due_soon', 'on_track')

)

select
    months.month as value1,
    count(due_requests.month) as count
from months_ahead_of($as_of) as months
left join due_requests on due_requests.month = months.month
group by months.month
