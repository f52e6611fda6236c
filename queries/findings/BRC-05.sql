-- basis: GDPR Art. 33(1)
-- severity: medium
-- subject: breach
-- needs: breach
-- grain: one row per breach of which the authority was told late without a reason
-- param no_answer varchar[]: texts that say nothing
select
    breach_id as subject_key,
    cast(null as varchar) as client_id,
    cast(timezone('Europe/Amsterdam', authority_notified_at) as date) as since,
    authority_due_at,
    authority_notified_at
from breaches
where authority_status = 'late'
    and says_nothing(delay_reason, $no_answer)
