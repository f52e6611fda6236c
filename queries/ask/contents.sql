-- title: What an opened database file holds
-- basis: GDPR Art. 32(1): a file may carry code (views, macros), a sealed one does not
-- grain: one row per thing in the catalogue of the file
-- param opened varchar: name under which the file is attached
-- column kind varchar: table, view, macro, sequence, type, index, trigger or schema
-- column name varchar: what it is called
-- column rows bigint: number of rows of a table; else null
select 'table' as kind, table_name as name, estimated_size as rows
from duckdb_tables()
where database_name = $opened
union all
select 'view' as kind, view_name as name, null as rows
from duckdb_views()
where database_name = $opened and not internal
union all
select 'macro' as kind, function_name as name, null as rows
from duckdb_functions()
where database_name = $opened and not internal
union all
select 'sequence' as kind, sequence_name as name, null as rows
from duckdb_sequences()
where database_name = $opened
union all
select 'type' as kind, type_name as name, null as rows
from duckdb_types()
where database_name = $opened and not internal
union all
select 'index' as kind, index_name as name, null as rows
from duckdb_indexes()
where database_name = $opened
union all
select 'trigger' as kind, trigger_name as name, null as rows
from duckdb_triggers()
where database_name = $opened
union all
select 'schema' as kind, schema_name as name, null as rows
from duckdb_schemas()
where database_name = $opened and not internal
