-- title: Rows that refer to a key that is not there
-- basis: snapshot contract, "→ t"
-- grain: one row per referring row without a referred one
-- param table varchar: table that refers
-- param reference varchar: its referring column
-- param referred varchar: table referred to
-- param key varchar: key column of the table referred to
-- param parts bigint: in how many parts the keys are looked through, for want of memory
-- param part bigint: which of them, from 0
-- column row bigint: place of the row in its file
with

referring as (

    select row, columns(lambda c: c = $reference) as key
    from query_table($table)

),

referred as (

    select columns(lambda c: c = $key) as key
    from query_table($referred)

)

select referring.row
from referring
anti join
    (select key from referred where in_part(key, $part, $parts)) as referred
    on referring.key = referred.key
where referring.key is not null and in_part(referring.key, $part, $parts)
