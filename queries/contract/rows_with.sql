-- title: Rows whose text is one of those found
-- basis: snapshot contract, "Direct identifiers"
-- grain: one row per row of the table that holds one of the texts
-- param table varchar: table of the contract
-- param searched varchar: its text column
-- column row bigint: place of the row in its file
with

texts as (

    select row, columns(lambda c: c = $searched) as value
    from query_table($table)

)

select texts.row
from texts
semi join found on texts.value = found.value
