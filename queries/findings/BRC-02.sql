-- basis: GDPR Art. 34(1)
-- severity: high
-- subject: breach
-- needs: breach
-- grain: one row per breach of high risk not told to the data subjects
-- param as_of date: the day the snapshot describes
select
    breach_id as subject_key,
    cast(null as varchar) as client_id,
    cast(timezone('Europe/Amsterdam', authority_due_at) as date) as since,
    discovered_at,
    authority_due_at,
    $as_of as as_of
from breaches
where risk = 'high'
    and subjects_notified_at is null
    and authority_due_at < timezone(
        'Europe/Amsterdam', cast($as_of + 1 as timestamp)
    )
