-- title: A request of a data subject is still open after its term has ended
-- title_nl: Een verzoek van een betrokkene staat na afloop van de termijn nog
--   open
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
    'Request (' || kind || ') received ' || received_on
        || case
            when paused_days > 0
                then ', paused for the identity, days: ' || paused_days
            else ''
        end
        || coalesce(', extension told on ' || extended_on
            || case when extension_valid then '' else ' (not valid)' end, '')
        || ', due ' || due_on || '; open on ' || $as_of
        || ', days over: ' || days_overdue
        as evidence,
    'Verzoek (' || kind || ') ontvangen op ' || received_on
        || case
            when paused_days > 0
                then ', opgeschort voor de identificatie, dagen: '
                    || paused_days
            else ''
        end
        || coalesce(', verlenging meegedeeld op ' || extended_on
            || case when extension_valid then '' else ' (niet geldig)' end, '')
        || ', uiterste datum ' || due_on || '; open op ' || $as_of
        || ', dagen te laat: ' || days_overdue
        as evidence_nl
from requests
where status = 'overdue'
