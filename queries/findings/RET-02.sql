-- title: Personal data were erased or anonymised after their retention period
-- title_nl: Persoonsgegevens zijn pas na afloop van de bewaartermijn gewist of
--   geanonimiseerd
-- basis: GDPR Art. 5(1)(e); privacy statement, 'Hoe lang wij uw gegevens
--   bewaren'
-- severity: low
-- subject: holding
-- grain: one row per holding erased after its last day
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
        || '; ' || erasure || ' on ' || erased_on
        || ', days late: ' || days_overdue
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
        || case erasure when 'anonymised' then '; geanonimiseerd op '
            else '; gewist op ' end
        || erased_on || ', dagen te laat: ' || days_overdue
        as evidence_nl
from retention
where status = 'erased_late'
