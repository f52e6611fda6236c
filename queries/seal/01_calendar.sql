-- title: Which days are working days, and to which day does a term run on?
-- basis: Regulation (EEC, Euratom) 1182/71 Art. 3(4); GDPR Art. 12(3)
-- grain: one row per day, from 1 January of the year of the first request received
--   to 31 December of the year after the snapshot
-- param as_of date: the day the snapshot describes
-- column day date: the day
-- column is_working_day boolean: neither a Saturday, nor a Sunday, nor a public
--   holiday (1 January, Easter Monday, King's Day, 5 May of every year, Ascension
--   Day, Whit Monday, 25 and 26 December; Good Friday is a working day)
-- column rolled_on date: the day itself where it is a working day, else the next one
with

bounds as (

    select
        make_date(
            year(coalesce(min(received_on), $as_of)), 1, 1
        ) as first_on,
        make_date(
            greatest(
                year($as_of) + 1,
                -- terms longer than the law's still end inside the calendar
                (
                    select year(add_months($as_of, max(months) + 3))
                    from policy_request_terms
                )
            ),
            12,
            31
        ) as last_on
    from rights_request

),

-- a week past the last day, so that it too can run on
days as (

    select
        first_on + cast(
            unnest(range(date_diff('day', first_on, last_on) + 8)) as integer
        ) as day
    from bounds

),

years as (

    select distinct year(day) as year
    from days

),

-- the anonymous Gregorian computus: the full moon, the Sunday after it, the date
full_moons as (

    select
        year,
        (
            19 * (year % 19) + year // 100 - year // 400
            - (year // 100 - (year // 100 + 8) // 25 + 1) // 3 + 15
        ) % 30 as moon
    from years

),

sundays as (

    select
        year,
        moon,
        (
            32 + 2 * ((year // 100) % 4) + 2 * ((year % 100) // 4)
            - moon - year % 4
        ) % 7 as sunday
    from full_moons

),

easter_numbers as (

    select
        year,
        moon + sunday + 114
        - 7 * ((year % 19 + 11 * moon + 22 * sunday) // 451) as number
    from sundays

),

easters as (

    select year, make_date(year, number // 31, number % 31 + 1) as easter_on
    from easter_numbers

),

-- 1 January of the year 1 was a Monday: 5 is a Saturday, 6 a Sunday
holidays as (

    select
        unnest([
            make_date(year, 1, 1),
            easter_on + 1,
            make_date(
                year,
                4,
                case
                    when date_diff(
                        'day', date '0001-01-01', make_date(year, 4, 27)
                    ) % 7 = 6 then 26
                    else 27
                end
            ),
            make_date(year, 5, 5),
            easter_on + 39,
            easter_on + 50,
            make_date(year, 12, 25),
            make_date(year, 12, 26)
        ]) as day
    from easters

),

judged_days as (

    select
        day,
        date_diff('day', date '0001-01-01', day) % 7 < 5
        and day not in (select holidays.day from holidays) as is_working_day
    from days

),

rolled_days as (

    select
        day,
        is_working_day,
        min(case when is_working_day then day end) over (
            order by day rows between current row and unbounded following
        ) as rolled_on
    from judged_days

)

select day, is_working_day, rolled_on
from rolled_days
where day <= (select last_on from bounds)
order by day
