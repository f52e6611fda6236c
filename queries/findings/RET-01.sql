-- basis: GDPR Art. 5(1)(e); privacy statement, 'Hoe lang wij uw gegevens
--   bewaren'
-- severity: high
-- subject: holding
-- needs: holding client trajectory
-- grain: one row per live holding past its last day
-- param as_of date: the day the snapshot describes
select
    holding_id as subject_key,
    client_id,
    cast(effective_due_on + 1 as date) as since,
    item,
    collected_on,
    rule as retention_rule,
    clock_on,
    keep_until,
    due_on,
    case when effective_due_on > due_on then effective_due_on end
        as put_off_until,
    $as_of as as_of,
    days_overdue
from retention
where status = 'overdue'
