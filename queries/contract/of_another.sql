-- title: Rows that refer to a row of another owner
-- basis: snapshot contract, "of the same client"
-- grain: one row per referring row whose owner differs from the referred row's
-- param table varchar: table that refers
-- param reference varchar: its referring column
-- param referred varchar: table referred to
-- param key varchar: key column of the table referred to
-- param same varchar: column that must be equal on both
-- param parts bigint: in how many parts the keys are looked through, for want of memory
-- param part bigint: which of them, from 0
-- column row bigint: place of the row in its file
with

referring as (

    select
        row,
        columns(lambda c: c = $reference) as key,
        columns(lambda c: c = $same) as owner
    from query_table($table)

),

referred as (

    select
        columns(lambda c: c = $key) as key,
        columns(lambda c: c = $same) as owner
    from query_table($referred)

)

select distinct referring.row
from referring
inner join referred on referring.key = referred.key
where
    referring.owner <> referred.owner
    and in_part(referring.key, $part, $parts)
    and in_part(referred.key, $part, $parts)
