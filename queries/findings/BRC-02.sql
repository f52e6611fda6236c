-- basis: GDPR Art. 34(1)
-- severity: high
-- subject: breach
-- grain: one row per breach of high risk not told to the data subjects
-- param as_of date: the day the snapshot describes
with

untold_breaches as (

    select
        breach_id,
        timezone('Europe/Amsterdam', discovered_at) as discovered_local,
        timezone('Europe/Amsterdam', authority_due_at) as due_local
    from breaches
    where risk = 'high'
        and subjects_notified_at is null
        and authority_due_at < timezone(
            'Europe/Amsterdam', cast($as_of + 1 as timestamp)
        )

)

select
    breach_id as subject_key,
    cast(null as varchar) as client_id,
    cast(due_local as date) as since,
    'High risk, discovered on ' || moment_en(discovered_local)
        || ' + 72 hours = ' || moment_en(due_local)
        || ' (Amsterdam time); data subjects not told by the end of '
        || day_en($as_of)
        as evidence,
    'Hoog risico, ontdekt op ' || moment_nl(discovered_local)
        || ' + 72 uur = ' || moment_nl(due_local)
        || ' (Nederlandse tijd); betrokkenen niet in kennis gesteld'
        || ' aan het einde van ' || day_nl($as_of)
        as evidence_nl
from untold_breaches
