-- basis: GDPR Art. 5(1)(e); privacy statement, 'Hoe lang wij uw gegevens
--   bewaren'
-- severity: low
-- subject: holding
-- needs: holding client trajectory
-- grain: one row per holding erased after its last day
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
    erasure,
    erased_on,
    days_overdue
from retention
where status = 'erased_late'
