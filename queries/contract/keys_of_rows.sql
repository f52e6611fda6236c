-- title: The keys of some rows
-- basis: snapshot contract, "What a check may answer"
-- grain: one row per row asked for
-- param table varchar: table of the contract
-- param key varchar: its key column
-- param rows bigint[]: places of the rows in their file
-- column row bigint: place of the row in its file
-- column key varchar: key it bears
select row, columns(lambda c: c = $key) as key
from query_table($table)
where list_contains($rows, row)
