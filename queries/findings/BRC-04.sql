-- basis: GDPR Art. 33(5)
-- severity: medium
-- subject: breach
-- needs: breach
-- grain: one row per breach whose documentation lacks facts, effects or measures
select
    breach_id as subject_key,
    cast(null as varchar) as client_id,
    cast(timezone('Europe/Amsterdam', discovered_at) as date) as since,
    discovered_at,
    lacking as breach_lacking
from breaches
where array_length(lacking) > 0
