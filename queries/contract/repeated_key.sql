-- title: Rows that bear a key more than once
-- basis: snapshot contract, "key"
-- grain: one row per row of the table that bears a repeated key
-- param table varchar: table of the contract
-- param key varchar: its key column
-- param parts bigint: in how many parts the keys are looked through, for want of memory
-- param part bigint: which of them, from 0
-- column row bigint: place of the row in its file
with

keyed as (

    select row, columns(lambda c: c = $key) as key
    from query_table($table)

),

part as not materialized (

    select row, key
    from keyed
    where key is not null and in_part(key, $part, $parts)

),

repeated as (

    select key
    from part
    group by key
    having count(*) > 1

)

select part.row
from part
inner join repeated on part.key = repeated.key
