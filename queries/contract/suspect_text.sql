-- title: Texts that may hold a direct identifier
-- basis: snapshot contract, "Direct identifiers"; GDPR Art. 5(1)(c), 25
-- grain: one row per distinct text worth a close look
-- param table varchar: table of the contract
-- param searched varchar: its text column
-- column value varchar: the text
with

texts as (

    select distinct columns(lambda c: c = $searched) as value
    from query_table($table)

)

select value
from texts
where regexp_matches(value, '@|＠|﹫')
    or length(regexp_replace(value, '\P{N}', '', 'g')) >= 2
