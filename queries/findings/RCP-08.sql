-- basis: GDPR Art. 5(1)(b); privacy statement, 'Verstrekking aan derden'
-- severity: high
-- subject: recipient
-- needs: recipient disclosure
-- grain: one row per recipient and purpose for which nothing may be disclosed
select
    disclosure.recipient_id || '/' || disclosure.purpose as subject_key,
    cast(null as varchar) as client_id,
    min(disclosure.disclosed_on) as since,
    disclosure.purpose,
    count(*) as count_disclosures,
    min(disclosure.disclosed_on) as first_disclosed_on,
    max(disclosure.disclosed_on) as last_disclosed_on
from disclosure
inner join policy_purposes
    on policy_purposes.purpose = disclosure.purpose
where not policy_purposes.disclosable
group by disclosure.recipient_id, disclosure.purpose
