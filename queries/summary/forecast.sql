-- basis: GDPR Art. 5(1)(e), 5(2) and 12(3)
-- page: trends
-- grain: one row per month, that of the snapshot and the 23 after it; an item or a
--   request that falls due in it is late once its day is over
-- key: month
-- search: month
-- param as_of date: the day of the snapshot
-- column month varchar: the month
-- column holdings_due bigint: items whose last day falls in it, as the records have it
--   now; null where not delivered
-- column overdue_if_nothing bigint: items past their last day once it is over, if
--   nothing is erased; null where not delivered
-- column overdue_at_pace bigint: the same if as many are erased a month as of late;
--   null where that is not measurable
-- column requests_due bigint: open requests whose last day falls in it, those for which
--   identity is awaited aside; null where not delivered
-- column late_if_nothing bigint: requests that are late once it is over, if none is
--   answered; null where not delivered
-- column erased_per_month double: items erased a month, over the months measured; null
--   where there is none
-- column months_measured bigint: months of the last 12 that are over and of which
--   snapshots are kept; null where there is none
with

due_months as (

    select
        value1 as month,
        max(count) filter (where breakdown = 'holdings_due_by_month') as holdings_due,
        max(count) filter (where breakdown = 'requests_due_by_month') as requests_due
    from breakdowns
    where breakdown in ('holdings_due_by_month', 'requests_due_by_month')
        and value1 not in ('later', 'total')
    group by value1

),

late_now as (

    select
        max(value) filter (where name = 'holdings_overdue') as holdings,
        max(value) filter (where name = 'requests_overdue') as requests
    from key_figures

),

paces as (

    select
        avg(count) as erased_per_month,
        nullif(count(*), 0) as months_measured
    from breakdowns
    where breakdown = 'holdings_erased_by_month'
        and value1 <> 'total'

),

-- of the first month counts what is left of it
spans as (

    select
        date_diff('day', cast($as_of as date), last_day(cast($as_of as date)))
        / day(last_day(cast($as_of as date))) as of_first_month

),

sums as (

    select
        due_months.*,
        paces.*,
        cast(late_now.holdings as bigint)
        + cast(sum(due_months.holdings_due) over until_then as bigint)
            as overdue_if_nothing,
        cast(late_now.requests as bigint)
        + cast(sum(due_months.requests_due) over until_then as bigint)
            as late_if_nothing,
        overdue_if_nothing
        - paces.erased_per_month
        * (row_number() over until_then - 1 + spans.of_first_month) as difference
    from due_months
    cross join late_now
    cross join paces
    cross join spans
    window until_then as (order by due_months.month)

)

-- what is erased in a month is late or falls due in it: nothing is erased ahead
select
    month,
    holdings_due,
    overdue_if_nothing,
    cast(
        ceil(
            round(difference - least(0, min(difference) over (order by month)), 6)
        ) as bigint
    ) as overdue_at_pace,
    requests_due,
    late_if_nothing,
    erased_per_month,
    months_measured
from sums
