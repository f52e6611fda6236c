-- title: Rows that bear a key more than once
-- basis: snapshot contract, "key"
-- grain: one row per row of the table that bears a repeated key
-- param table varchar: table of the contract
-- param key varchar: its key column
-- column row bigint: place of the row in its file
with

keyed as (

    select row, columns(lambda c: c = $key) as key
    from query_table($table)

),

repeated as (

    select key
    from keyed
    where key is not null
    group by key
    having count(*) > 1

)

select keyed.row
from keyed
inner join repeated on keyed.key = repeated.key
