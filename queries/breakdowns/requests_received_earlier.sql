-- basis: GDPR Art. 12(3)
-- grain: one row per month of the 12 before the last 12; earlier ones together
-- param as_of date: the day the snapshot describes
-- unit: requests
-- needs: rights_request
-- dimension1: month_received
-- within: received_12m=false
-- threshold: process
-- totals: over all
-- part: requests
-- order: 180
with

shown_months as (

    select month
    from months_of_year_to(add_months($as_of, -12))
    union all
    select 'earlier' as month

),

dated_requests as (

    select
        case
            when received_on > add_months($as_of, -24)
                then strftime(received_on, '%Y-%m')
            else 'earlier'
        end as month
    from requests
    where not received_12m

)

select
    shown_months.month as value1,
    count(dated_requests.month) as count
from shown_months
left join dated_requests on dated_requests.month = shown_months.month
group by shown_months.month
