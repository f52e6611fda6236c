-- title: The days that the whole history turns on
-- grain: one row; in the lean months the privacy desk was short of hands
-- param last date: the day of the last snapshot
select
    $last as last_on,
    add_months(month_start($last), -114) as first_on,
    add_months(month_start($last), -7) as lean_from,
    cast(add_months(month_start($last), -4) - 1 as date) as lean_until,
    date '2018-05-25' as statement_on,
    date '2016-05-25' as earlier_statement_on
