-- basis: GDPR Art. 5(1)(c) and 9(1); privacy statement, 'Verstrekking aan
--   derden'
-- severity: high
-- subject: recipient
-- grain: one row per principal that got health data
select
    recipient.recipient_id as subject_key,
    cast(null as varchar) as client_id,
    min(disclosure.disclosed_on) as since,
    'Disclosures of health data to this principal: ' || number_en(count(*))
        || ', of clients: ' || number_en(count(distinct disclosure.client_id))
        || ', from ' || day_en(min(disclosure.disclosed_on))
        || ' to ' || day_en(max(disclosure.disclosed_on))
        as evidence,
    'Verstrekkingen van gezondheidsgegevens aan deze opdrachtgever: '
        || number_nl(count(*)) || ', van betrokkenen: '
        || number_nl(count(distinct disclosure.client_id))
        || ', van ' || day_nl(min(disclosure.disclosed_on))
        || ' tot en met ' || day_nl(max(disclosure.disclosed_on))
        as evidence_nl
from disclosure
inner join recipient
    on recipient.recipient_id = disclosure.recipient_id
where recipient.kind = 'principal'
    and disclosure.category = 'health'
group by recipient.recipient_id
