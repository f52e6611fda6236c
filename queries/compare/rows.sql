-- title: Which rows of a table came, went, or say something else?
-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per row that only one of two snapshots has, and one per cell that
--   differs of a row that both have
-- param earlier varchar: the table in the earlier snapshot, with its database
-- param later varchar: the table in the later snapshot, with its database
-- param section varchar: the section that its rows stand in
-- param subject_table varchar: the table's name
-- param key varchar: its key column
-- param client varchar: its column that names a client; the key where it has none
-- column section varchar: the section
-- column subject_table varchar: the table
-- column subject_key varchar: key of the row
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column change varchar: added, vanished, erased (got a day of erasure), returned (lost
--   it), moved_date (a date that is to stay as it was first written) or changed
-- column column varchar: the cell that differs; null for a row that came or went
-- column before varchar: what it held, as a cell of CSV; null where nothing
-- column after varchar: what it holds, as a cell of CSV; null where nothing
with

earlier_rows as (

    select columns(lambda c: c = $key) as subject_key, cells
    from query_table($earlier) as cells

),

later_rows as (

    select columns(lambda c: c = $key) as subject_key, cells
    from query_table($later) as cells

),

-- the cells of both go along: a second look for them would read both tables again
differing_rows as (

    select
        coalesce(later_rows.subject_key, earlier_rows.subject_key) as subject_key,
        case
            when $client = 'client_id'
                then coalesce(
                    struct_extract(later_rows.cells, $client),
                    struct_extract(earlier_rows.cells, $client)
                )
        end as client_id,
        case
            when earlier_rows.subject_key is null then 'added'
            when later_rows.subject_key is null then 'vanished'
        end as change,
        earlier_rows.cells as cells_before,
        later_rows.cells as cells_after
    from earlier_rows
    full join later_rows on later_rows.subject_key = earlier_rows.subject_key
    where earlier_rows.cells is distinct from later_rows.cells

),

changed_keys as (

    select subject_key, client_id from differing_rows where change is null

),

rows_before as (

    select unnest(cells_before) from differing_rows where change is null

),

rows_after as (

    select unnest(cells_after) from differing_rows where change is null

),

earlier_texts as (

    select
        columns(lambda c: c = $key) as subject_key,
        case typeof(columns(*))
            when 'VARCHAR[]'
                then replace(
                    trim(cast(columns(*) as varchar), '[]'),
                    ', ',
                    '|'
                )
            when 'TIMESTAMP WITH TIME ZONE'
                then regexp_replace(
                    replace(cast(columns(*) as varchar), ' ', 'T'),
                    '[+]00$',
                    'Z'
                )
            else cast(columns(*) as varchar)
        end
    from rows_before

),

later_texts as (

    select
        columns(lambda c: c = $key) as subject_key,
        case typeof(columns(*))
            when 'VARCHAR[]'
                then replace(
                    trim(cast(columns(*) as varchar), '[]'),
                    ', ',
                    '|'
                )
            when 'TIMESTAMP WITH TIME ZONE'
                then regexp_replace(
                    replace(cast(columns(*) as varchar), ' ', 'T'),
                    '[+]00$',
                    'Z'
                )
            else cast(columns(*) as varchar)
        end
    from rows_after

),

earlier_cells as (

    unpivot earlier_texts
    on columns(* exclude (subject_key)) into name cell value before

),

later_cells as (

    unpivot later_texts
    on columns(* exclude (subject_key)) into name cell value after

),

-- how an item was erased comes and goes with the day on which it was
changed_cells as (

    select
        subject_key,
        changed_keys.client_id,
        case
            when cell = 'erased_on' and before is null then 'erased'
            when cell = 'erased_on' and after is null then 'returned'
            when cell in (
                'received_on', 'discovered_at', 'signed_on', 'given_on',
                'registered_on'
            ) then 'moved_date'
            else 'changed'
        end as change,
        cell,
        before,
        after
    from earlier_cells
    full join later_cells using (subject_key, cell)
    inner join changed_keys using (subject_key)
    where before is distinct from after
        and not (cell = 'erasure' and (before is null or after is null))

)

select
    $section as section,
    $subject_table as subject_table,
    subject_key,
    client_id,
    change,
    null as "column",
    null as before,
    null as after
from differing_rows
where change is not null
union all
select
    $section as section,
    $subject_table as subject_table,
    subject_key,
    client_id,
    change,
    cell as "column",
    before,
    after
from changed_cells
