-- basis: GDPR Art. 5(1)(c) and 9(1); privacy statement, 'Verstrekking aan
--   derden'
-- severity: high
-- subject: recipient
-- needs: recipient disclosure
-- grain: one row per principal that got health data
select
    recipient.recipient_id as subject_key,
    cast(null as varchar) as client_id,
    min(disclosure.disclosed_on) as since,
    count(*) as count_records,
    count(distinct disclosure.client_id) as count_clients,
    min(disclosure.disclosed_on) as first_disclosed_on,
    max(disclosure.disclosed_on) as last_disclosed_on
from disclosure
inner join recipient
    on recipient.recipient_id = disclosure.recipient_id
where recipient.kind = 'principal'
    and disclosure.category = 'health'
group by recipient.recipient_id
