-- title: A table of the source, as it was delivered and kept
-- basis: GDPR Art. 5(2)
-- grain: one row per row of the table
-- param source_table varchar: the table, as the contract calls it
from query_table($source_table)
