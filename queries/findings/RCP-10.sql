-- basis: GDPR Art. 5(1)(b), 5(1)(c) and 9(1); UAVG Art. 30 and 46
-- severity: high
-- subject: recipient
-- needs: recipient disclosure
-- grain: one row per recipient and category that its kind may never get
select
    disclosure.recipient_id || '/' || disclosure.category as subject_key,
    cast(null as varchar) as client_id,
    min(disclosure.disclosed_on) as since,
    disclosure.category,
    recipient.kind as recipient_kind,
    count(*) as count_disclosures,
    min(disclosure.disclosed_on) as first_disclosed_on,
    max(disclosure.disclosed_on) as last_disclosed_on
from disclosure
inner join recipient
    on recipient.recipient_id = disclosure.recipient_id
inner join policy_forbidden_disclosures as forbidden
    on forbidden.recipient_kind = recipient.kind
    and forbidden.category = disclosure.category
group by disclosure.recipient_id, disclosure.category, recipient.kind
