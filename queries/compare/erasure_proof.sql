-- title: What became of the items that were past their last day, or are gone?
-- basis: GDPR Art. 5(1)(e), 5(2) and 17(1)
-- grain: one row per holding that was overdue in the earlier snapshot, that was held in
--   it and is not on record in the later one, or that was erased in it and is held
--   again
-- param earlier varchar: the database of the earlier snapshot
-- param later varchar: the database of the later snapshot
-- param rows varchar: the rows of the records' sections, as a table with its database
-- column holding_id varchar: the item of personal data held on one client
-- column client_id varchar: pseudonym of the client it is about
-- column item varchar: what is or was held
-- column category varchar: category of the item
-- column system varchar: system that holds or held it
-- column principal varchar: name of the principal of its trajectory; null where none
-- column due_on date: last day on which it could be held, as the earlier snapshot
--   has it; null where it has none
-- column outcome varchar: erased (as required), still_there, gone (no longer on record,
--   without an erasure) or back (there again after it was erased)
-- column erased_on date: day on which it was erased; null where it is still there, gone
--   or back
-- column erasure varchar: deleted or anonymised; null where it was not erased
-- column erased_before date: day of the erasure that the earlier snapshot has of what
--   is
--   back; else null
with

-- an item that is gone, or erased no longer, is among what changed already
changed_holdings as (

    select subject_key
    from query_table($rows)
    where subject_table = 'holding' and change in ('vanished', 'returned')

),

asked as (

    select *
    from query_table($earlier || '.retention')
    where status = 'overdue'
        or holding_id in (select subject_key from changed_holdings)

)

select
    earlier.holding_id,
    earlier.client_id,
    earlier.item,
    earlier.category,
    earlier.system,
    earlier.principal,
    earlier.effective_due_on as due_on,
    case
        when earlier.erased_on is not null then 'back'
        when later.holding_id is null then 'gone'
        when later.erased_on is not null then 'erased'
        else 'still_there'
    end as outcome,
    later.erased_on,
    later.erasure,
    earlier.erased_on as erased_before
from asked as earlier
left join query_table($later || '.retention') as later
    on later.holding_id = earlier.holding_id
where earlier.status = 'overdue'
    or (earlier.erased_on is null and later.holding_id is null)
    or (
        earlier.erased_on is not null
        and later.holding_id is not null
        and later.erased_on is null
    )
