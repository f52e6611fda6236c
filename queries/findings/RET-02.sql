-- basis: GDPR Art. 5(1)(e); privacy statement, 'Hoe lang wij uw gegevens
--   bewaren'
-- severity: low
-- subject: holding
-- grain: one row per holding erased after its last day
select
    holding_id as subject_key,
    client_id,
    cast(effective_due_on + 1 as date) as since,
    'Item ' || said_en('item', item) || ', collected on '
        || day_en(collected_on)
        || ', retention rule ' || said_en('retention_rule', rule)
        || ': clock from ' || day_en(clock_on)
        || coalesce(', kept by law until ' || day_en(keep_until), '')
        || ', due on ' || day_en(due_on)
        || case
            when effective_due_on > due_on
                then ', put off by a restriction to '
                    || day_en(effective_due_on)
            else ''
        end
        || '; ' || said_en('erasure', erasure) || ' on ' || day_en(erased_on)
        || ', days late: ' || number_en(days_overdue)
        as evidence,
    'Gegeven ' || said_nl('item', item) || ', verkregen op '
        || day_nl(collected_on)
        || ', bewaarregel ' || said_nl('retention_rule', rule)
        || ': termijn vanaf ' || day_nl(clock_on)
        || coalesce(', bewaarplicht tot en met ' || day_nl(keep_until), '')
        || ', uiterste datum ' || day_nl(due_on)
        || case
            when effective_due_on > due_on
                then ', door beperking van de verwerking uitgesteld tot '
                    || day_nl(effective_due_on)
            else ''
        end
        || '; ' || said_nl('erasure', erasure) || ' op ' || day_nl(erased_on)
        || ', dagen te laat: ' || number_nl(days_overdue)
        as evidence_nl
from retention
where status = 'erased_late'
