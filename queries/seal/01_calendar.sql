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
-- column day_off varchar [codes day_off]: the public holiday, else saturday or
--   sunday; null for a working day
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
weekdays as (

    select
        day,
        year(day) as year,
        date_diff('day', date '0001-01-01', day) % 7 as weekday
    from days

),

-- King's Day is kept on the Saturday before where it is a Sunday
named_days as (

    select
        weekdays.day,
        case
            when day = make_date(weekdays.year, 1, 1) then 'new_year'
            when day = easter_on + 1 then 'easter_monday'
            when day = make_date(weekdays.year, 4, 27) and weekday < 6
                then 'kings_day'
            when day = make_date(weekdays.year, 4, 26) and weekday = 5
                then 'kings_day'
            when day = easter_on + 39 then 'ascension_day'
            when day = make_date(weekdays.year, 5, 5) then 'liberation_day'
            when day = easter_on + 50 then 'whit_monday'
            when day = make_date(weekdays.year, 12, 25) then 'christmas_day'
            when day = make_date(weekdays.year, 12, 26) then 'boxing_day'
            when weekday = 5 then 'saturday'
            when weekday = 6 then 'sunday'
        end as day_off
    from weekdays
    inner join easters on easters.year = weekdays.year

),

rolled_days as (

    select
        day,
        day_off,
        min(case when day_off is null then day end) over (
            order by day rows between current row and unbounded following
        ) as rolled_on
    from named_days

)

select
    day,
    day_off is null as is_working_day,
    rolled_on,
    day_off
from rolled_days
where day <= (select last_on from bounds)
order by day
