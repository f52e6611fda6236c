-- title: How many rows of a table came back as they were, under another key?
-- basis: GDPR Art. 5(1)(d) and 5(2)
-- grain: one row
-- param staged varchar: the table as it is checked
-- param before varchar: the table of the previous snapshot
-- param key varchar: its key column
-- column same bigint: contents, keys aside, that both have
-- column renumbered bigint: those of them whose keys are others now
with

rows_now as (

    select
        hash(*columns(lambda c: c not in ($key, 'row', 'unread'))) as content,
        columns(lambda c: c = $key) as key
    from query_table($staged)

),

rows_before as (

    select
        hash(*columns(lambda c: c <> $key)) as content,
        columns(lambda c: c = $key) as key
    from query_table($before)

),

keys_now as (

    select content, list_sort(list(key)) as keys from rows_now group by content

),

keys_before as (

    select content, list_sort(list(key)) as keys from rows_before group by content

)

select
    count(*) as same,
    count(*) filter (where keys_now.keys <> keys_before.keys) as renumbered
from keys_now
inner join keys_before using (content)
