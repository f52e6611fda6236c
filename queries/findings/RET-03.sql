-- basis: GDPR Art. 17(3)(b); AWR Art. 52(4); privacy statement, 'Hoe lang wij
--   uw gegevens bewaren'
-- severity: high
-- subject: holding
-- needs: holding
-- grain: one row per fiscal holding erased within the duty to keep
select
    holding_id as subject_key,
    client_id,
    erased_on as since,
    item,
    fiscal_year,
    keep_until,
    erasure,
    erased_on,
    date_diff('day', erased_on, keep_until) + 1 as days_early
from retention
where status = 'erased_early'
