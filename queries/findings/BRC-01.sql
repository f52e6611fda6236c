-- basis: GDPR Art. 33(1)
-- severity: high
-- subject: breach
-- needs: breach
-- grain: one row per breach of which the authority was told late or not at all
-- param as_of date: the day the snapshot describes
select
    breach_id as subject_key,
    cast(null as varchar) as client_id,
    cast(timezone('Europe/Amsterdam', authority_due_at) as date) as since,
    risk = 'high' as is_high_risk,
    discovered_at,
    authority_due_at,
    authority_notified_at,
    $as_of as as_of
from breaches
where authority_status in ('late', 'overdue')
