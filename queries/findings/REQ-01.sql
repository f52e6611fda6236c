-- basis: GDPR Art. 12(3); Regulation 1182/71 Art. 3; privacy statement, 'Uw
--   rechten'
-- severity: high
-- subject: rights_request
-- grain: one row per open request past its last day
-- param as_of date: the day the snapshot describes
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
            || case when extension_valid then '' else ' (not valid)' end, '')
        || ', due on ' || day_en(due_on) || '; still open on ' || day_en($as_of)
        || ', days over: ' || number_en(days_overdue)
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
            || case when extension_valid then '' else ' (niet geldig)' end, '')
        || ', uiterste datum ' || day_nl(due_on) || '; op '
        || day_nl($as_of) || ' nog open, dagen te laat: '
        || number_nl(days_overdue)
        as evidence_nl
from requests
where status = 'overdue'
