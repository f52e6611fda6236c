-- title: Rows that do not stand behind the one before them
-- basis: snapshot contract, "key"
-- grain: one row per row that comes before the one above it by two columns, or where
--   one of both has none of them
-- param table varchar: table of the contract
-- param first varchar: the column that it is to stand by
-- param second varchar: the column that decides where the first one is the same
-- column row bigint: place of the row in its file
with

placed as (

    select
        row,
        columns(lambda c: c = $first) as of_first,
        columns(lambda c: c = $second) as of_second
    from query_table($table)

),

-- over no order: as the engine reads them, which `row` is held against
followed as (

    select
        row,
        of_first,
        of_second,
        lag(row) over () as row_above,
        lag(of_first) over () as first_above,
        lag(of_second) over () as second_above
    from placed

)

select row
from followed
where row_above is not null
    and not coalesce(
        row = row_above + 1
        and (
            of_first > first_above
            or (of_first = first_above and of_second > second_above)
        ),
        false
    )
