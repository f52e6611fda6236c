-- title: Personal data are held longer than their retention period allows
-- title_nl: Persoonsgegevens worden langer bewaard dan de bewaartermijn
--   toestaat
-- basis: GDPR Art. 5(1)(e); privacy statement, 'Hoe lang wij uw gegevens
--   bewaren'
-- severity: high
-- subject: holding
-- grain: one row per live holding past its last day
-- param as_of date: the day the snapshot describes
select
    holding_id as subject_key,
    client_id,
    cast(effective_due_on + 1 as date) as since,
    'Item ' || item || ', collected ' || collected_on
        || ', rule ' || rule || ': clock from ' || clock_on
        || coalesce(', kept by law until ' || keep_until, '')
        || ', due ' || due_on
        || case
            when effective_due_on > due_on
                then ', put off by a restriction to ' || effective_due_on
            else ''
        end
        || '; still held on ' || $as_of || ', days over: ' || days_overdue
        as evidence,
    'Gegeven ' || item || ', verkregen op ' || collected_on
        || ', bewaarregel ' || rule || ': termijn vanaf ' || clock_on
        || coalesce(', bewaarplicht tot en met ' || keep_until, '')
        || ', uiterste datum ' || due_on
        || case
            when effective_due_on > due_on
                then ', door beperking van de verwerking uitgesteld tot '
                    || effective_due_on
            else ''
        end
        || '; op ' || $as_of || ' nog bewaard, dagen te lang: ' || days_overdue
        as evidence_nl
from retention
where status = 'overdue'
