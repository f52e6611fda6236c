-- title: Cells that do not parse
-- basis: snapshot contract, types
-- grain: one row per row of the table with such a cell in the column
-- param table varchar: table of the contract
-- param name varchar: the column
-- column row bigint: place of the row in its file
select row
from query_table($table)
where list_contains(unread, $name)
