-- basis: GDPR Art. 33(1)
-- severity: high
-- subject: breach
-- grain: one row per breach notified late or not at all
-- param as_of date: the day the snapshot describes
with

late_breaches as (

    select
        breach_id,
        risk,
        timezone('Europe/Amsterdam', discovered_at) as discovered_local,
        timezone('Europe/Amsterdam', authority_due_at) as due_local,
        timezone('Europe/Amsterdam', authority_notified_at) as notified_local
    from breaches
    where status = 'late'

)

select
    breach_id as subject_key,
    cast(null as varchar) as client_id,
    cast(due_local as date) as since,
    case risk when 'high' then 'High risk' else 'Risk' end
        || ', discovered on ' || moment_en(discovered_local)
        || ' + 72 hours = ' || moment_en(due_local)
        || ' (Amsterdam time); supervisory authority '
        || coalesce(
            'notified on ' || moment_en(notified_local),
            'not notified by the end of ' || day_en($as_of)
        )
        as evidence,
    case risk when 'high' then 'Hoog risico' else 'Risico' end
        || ', ontdekt op ' || moment_nl(discovered_local)
        || ' + 72 uur = ' || moment_nl(due_local)
        || ' (Nederlandse tijd); aan de Autoriteit Persoonsgegevens '
        || coalesce(
            'gemeld op ' || moment_nl(notified_local),
            'niet gemeld aan het einde van ' || day_nl($as_of)
        )
        as evidence_nl
from late_breaches
