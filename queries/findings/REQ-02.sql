-- basis: GDPR Art. 12(3) and (4); Regulation 1182/71 Art. 3; privacy statement,
--   'Uw rechten'
-- severity: medium
-- subject: rights_request
-- grain: one row per request closed after its last day
select
    request_id as subject_key,
    client_id,
    cast(due_on + 1 as date) as since,
    'Request (' || said_en('request_kind', kind) || ') received on '
        || day_en(received_on)
        || case
            when paused_days > 0
                then ', paused for the identity, days: '
                    || number_en(paused_days)
            else ''
        end
        || coalesce(', extension told on ' || day_en(extended_on)
            || case
                when not extension_valid then ' (not valid)'
                when outcome = 'refused' then ' (not for a refusal)'
                else ''
            end, '')
        || ', due on ' || day_en(due_on) || '; closed on '
        || day_en(closed_on) || ' ('
        || said_en('outcome', outcome) || '), days late: '
        || number_en(days_overdue)
        as evidence,
    'Verzoek (' || said_nl('request_kind', kind) || ') ontvangen op '
        || day_nl(received_on)
        || case
            when paused_days > 0
                then ', opgeschort voor de identificatie, dagen: '
                    || number_nl(paused_days)
            else ''
        end
        || coalesce(', verlenging meegedeeld op ' || day_nl(extended_on)
            || case
                when not extension_valid then ' (niet geldig)'
                when outcome = 'refused' then ' (niet bij een weigering)'
                else ''
            end, '')
        || ', uiterste datum ' || day_nl(due_on) || '; afgehandeld op '
        || day_nl(closed_on)
        || ' (' || said_nl('outcome', outcome)
        || '), dagen te laat: ' || number_nl(days_overdue)
        as evidence_nl
from requests
where status = 'closed_late'
