-- basis: GDPR Art. 5(1)(e), 17(1) and 18; AWR Art. 52(4); privacy statement,
--   'Hoe lang wij uw gegevens bewaren'
-- page: retention
-- grain: one row per holding, erased ones included
-- key: holding_id
-- search: holding_id client_id
-- column holding_id varchar: the item of personal data held on one client
-- column client_id varchar: pseudonym of the client it is about
-- column item varchar: what is held (policy catalog)
-- column category varchar: category of the item (policy catalog)
-- column rule varchar: retention rule of the item (policy catalog)
-- column clock_on date: day from which the term runs; null while it does not run yet
-- column keep_until date: last day of the duty to keep; only under the rule fiscal
-- column due_on date: last day on which it may be held: clock_on, the term of the rule
--   and its grace; null while no term runs
-- column effective_due_on date: due_on, or the day on which a restriction that stood
--   on due_on was lifted, where that is later
-- column status varchar: live: no_term (no term declared), running (term not started),
--   due_soon (due within 90 days), within, on_hold (past due, but the client is
--   restricted), overdue; erased: erased (without a due day), erased_early (inside the
--   duty to keep), erased_on_time, erased_late
-- column days_overdue bigint: days past effective_due_on, on the day of the snapshot
--   where overdue, on the day of erasure where erased_late; else null
-- column trajectory_id varchar: trajectory it belongs to; null where to none
-- column system varchar: system that holds it
-- column source varchar: whom it was obtained from
-- column ground varchar: ground of the processing (GDPR Art. 6(1))
-- column collected_on date: day it was collected
-- column fiscal_year bigint: year of the record under the rule fiscal; else null
-- column erased_on date: day it was erased; null while it is live
-- column erasure varchar: deleted or anonymised; null while it is live
-- column principal varchar: name of the principal of its trajectory; null where it
--   belongs to none
select
    holding_id,
    client_id,
    item,
    category,
    rule,
    clock_on,
    keep_until,
    due_on,
    effective_due_on,
    status,
    days_overdue,
    trajectory_id,
    system,
    source,
    ground,
    collected_on,
    fiscal_year,
    erased_on,
    erasure,
    principal
from retention
