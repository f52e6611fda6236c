-- title: A request of a data subject was answered after its term had ended
-- title_nl: Een verzoek van een betrokkene is pas na afloop van de termijn
--   beantwoord
-- basis: GDPR Art. 12(3) and (4); Regulation 1182/71 Art. 3; privacy statement,
--   'Uw rechten'
-- severity: medium
-- subject: rights_request
-- grain: one row per request closed after its last day
select
    request_id as subject_key,
    client_id,
    cast(due_on + 1 as date) as since,
    'Request (' || kind || ') received ' || received_on
        || case
            when paused_days > 0
                then ', paused for the identity, days: ' || paused_days
            else ''
        end
        || coalesce(', extension told on ' || extended_on
            || case
                when not extension_valid then ' (not valid)'
                when outcome = 'refused' then ' (not for a refusal)'
                else ''
            end, '')
        || ', due ' || due_on || '; closed ' || closed_on || ' ('
        || outcome || '), days late: ' || days_overdue
        as evidence,
    'Verzoek (' || kind || ') ontvangen op ' || received_on
        || case
            when paused_days > 0
                then ', opgeschort voor de identificatie, dagen: '
                    || paused_days
            else ''
        end
        || coalesce(', verlenging meegedeeld op ' || extended_on
            || case
                when not extension_valid then ' (niet geldig)'
                when outcome = 'refused' then ' (niet bij een weigering)'
                else ''
            end, '')
        || ', uiterste datum ' || due_on || '; afgehandeld op ' || closed_on
        || case outcome
            when 'granted' then ' (ingewilligd)'
            when 'partly_granted' then ' (deels ingewilligd)'
            when 'refused' then ' (geweigerd)'
            else ' (ingetrokken)'
        end
        || ', dagen te laat: ' || days_overdue
        as evidence_nl
from requests
where status = 'closed_late'
