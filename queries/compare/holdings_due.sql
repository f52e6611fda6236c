-- title: Which items of personal data fell due, and which are still there past it?
-- basis: GDPR Art. 5(1)(e) and 17(1)
-- grain: one row per holding that is overdue in the later snapshot; none of one that
--   came, or came back, when it was overdue already
-- param earlier varchar: the database of the earlier snapshot
-- param later varchar: the database of the later snapshot
-- param earlier_on date: the day that the earlier snapshot describes
-- column section varchar: the section
-- column subject_table varchar: table of what it is about
-- column subject_key varchar: key of what it is about
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column change varchar: fell_due (late since: its last day passed, or became
--   one that had), or not_done (was overdue, and is still held)
-- column column varchar: effective_due_on, the last day on which it may be held
-- column before varchar: that day as it was; null where there was none
-- column after varchar: that day as it is
select
    'holdings' as section,
    'holding' as subject_table,
    later.holding_id as subject_key,
    later.client_id,
    case
        when earlier.status = 'overdue' then 'not_done'
        else 'fell_due'
    end as change,
    'effective_due_on' as "column",
    cast(earlier.effective_due_on as varchar) as before,
    cast(later.effective_due_on as varchar) as after
from query_table($later || '.retention') as later
left join query_table($earlier || '.retention') as earlier
    on earlier.holding_id = later.holding_id
where later.status = 'overdue'
    and (
        (earlier.holding_id is not null and earlier.erased_on is null)
        or later.effective_due_on >= $earlier_on
    )
