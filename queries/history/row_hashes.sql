-- title: What do the rows of a table come to?
-- basis: GDPR Art. 5(2)
-- grain: one row: what the engine's hashes of all rows come to, in whatever order they
--   stand; equal rows of two snapshots come to the same under one version of the engine
-- param name varchar: the table, with its database
-- column count_rows bigint: rows of the table
-- column total hugeint: the hashes of its rows, added up
-- column folded ubigint: the same, each bit of one against that of the others
select
    count(*) as count_rows,
    coalesce(sum(cast(hash(each) as hugeint)), 0) as total,
    coalesce(bit_xor(hash(each)), 0) as folded
from query_table($name) as each
