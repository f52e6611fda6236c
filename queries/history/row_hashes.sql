-- title: What does each row of a table come to?
-- basis: GDPR Art. 5(2)
-- grain: one row per row of the table: the hash of its values, as text
-- param name varchar: the table, with its database
-- column row_hash varchar: SHA-256 of the row, in hex
select sha256(cast(each as varchar)) as row_hash
from query_table($name) as each
order by row_hash
