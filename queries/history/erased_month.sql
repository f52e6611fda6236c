-- title: How many items were erased in each of the months that are kept?
-- basis: GDPR Art. 5(1)(e) and 17(1)
-- grain: one row per month of the last 12 that is over and was not when the first of
--   the snapshots was made that are compared in a row
-- param as_of date: the day the snapshot describes
-- param previous date: day of the previous snapshot
with

first_months as (

    select
        coalesce(min(value1), strftime(cast($previous as date) + 1, '%Y-%m')) as month
    from earlier_count
    where breakdown = 'holdings_erased_by_month'

),

past_months as (

    select
        strftime(
            add_months(date_trunc('month', cast($as_of as date) + 1), -n),
            '%Y-%m'
        ) as month
    from range(1, 13) as months(n)

)

select
    past_months.month,
    count(retention.erased_on) as erased
from past_months
inner join first_months on first_months.month <= past_months.month
left join retention on strftime(retention.erased_on, '%Y-%m') = past_months.month
group by past_months.month
