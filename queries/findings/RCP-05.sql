-- title: A principal got health data of clients
-- title_nl: Een opdrachtgever heeft gezondheidsgegevens van betrokkenen
--   ontvangen
-- basis: GDPR Art. 5(1)(c) and 9(1); privacy statement, 'Verstrekking aan
--   derden'
-- severity: high
-- subject: recipient
-- grain: one row per principal that got health data
select
    recipient.recipient_id as subject_key,
    cast(null as varchar) as client_id,
    min(disclosure.disclosed_on) as since,
    'Disclosures of category health to this principal: ' || count(*)
        || ', of clients: ' || count(distinct disclosure.client_id)
        || ', from ' || min(disclosure.disclosed_on)
        || ' to ' || max(disclosure.disclosed_on)
        as evidence,
    'Verstrekkingen van gezondheidsgegevens aan deze opdrachtgever: '
        || count(*) || ', van betrokkenen: '
        || count(distinct disclosure.client_id)
        || ', van ' || min(disclosure.disclosed_on)
        || ' tot en met ' || max(disclosure.disclosed_on)
        as evidence_nl
from disclosure
inner join recipient
    on recipient.recipient_id = disclosure.recipient_id
where recipient.kind = 'principal'
    and disclosure.category = 'health'
group by recipient.recipient_id
