-- basis: GDPR Art. 5(2), 24(1) and 39(1)(b)
-- page: breakdowns
-- grain: one row per count of a declared breakdown, its totals included; a pair of
--   values that does not occur has none
-- key: breakdown value1 value2
-- search: breakdown
-- column breakdown varchar: name of the breakdown (queries/breakdowns)
-- column value1 varchar: code of the first dimension; total = over all of its values
-- column value2 varchar: code of the second dimension; total = over all of its values;
--   null where there is one dimension
-- column count bigint: how many, none of them hidden
with

-- a value that is called as a total is told apart from one; the bridge of the requests
-- has a list of its own
counts as (

    select
        breakdown,
        case when value1 = 'total' then '''total''' else value1 end as value1,
        case when value2 = 'total' then '''total''' else value2 end as value2,
        count
    from breakdown_counts
    where breakdown <> 'requests_since_previous'

),

summed as (

    select
        breakdown,
        case when grouping(value1) = 1 then 'total' else value1 end as value1,
        case when grouping(value2) = 1 then 'total' else value2 end as value2,
        cast(sum(count) as bigint) as count
    from counts
    where value2 is not null
    group by grouping sets (
        (breakdown, value1, value2),
        (breakdown, value1),
        (breakdown, value2),
        (breakdown)
    )
    union all
    select
        breakdown,
        case when grouping(value1) = 1 then 'total' else value1 end,
        null,
        cast(sum(count) as bigint)
    from counts
    where value2 is null
    group by grouping sets ((breakdown, value1), (breakdown))

)

select
    breakdown,
    value1,
    value2,
    count
from summed
