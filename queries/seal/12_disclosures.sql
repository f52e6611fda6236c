-- basis: GDPR Art. 5(1)(b), 15(1)(c), 19 and 30(1)(b) to (d)
-- grain: one row per disclosure
-- param as_of date: the day every status is computed for
-- column disclosure_id varchar: the disclosure
-- column client_id varchar: pseudonym of the client
-- column recipient_id varchar: who got the data
-- column recipient_name varchar: name of the recipient, an organisation
-- column recipient_kind varchar: kind of recipient
-- column role varchar: processor, controller or joint controller
-- column country varchar: where the recipient is established
-- column category varchar: category of the data
-- column purpose varchar: what for; normally one of the declared purposes
-- column disclosed_on date: day it was disclosed
-- column disclosed_12m boolean: in the last 12 months
-- column is_registered boolean: an activity of the register names the recipient's kind,
--   the category and the purpose together
with

kinds as (

    select activity_id, unnest(recipient_kinds) as kind
    from activity

),

categories as (

    select activity_id, unnest(categories) as category
    from activity

),

purposes as (

    select activity_id, unnest(purposes) as purpose
    from activity

),

registered as (

    select distinct kinds.kind, categories.category, purposes.purpose
    from kinds
    inner join categories on categories.activity_id = kinds.activity_id
    inner join purposes on purposes.activity_id = kinds.activity_id

)

select
    disclosure.disclosure_id,
    disclosure.client_id,
    disclosure.recipient_id,
    recipient.name as recipient_name,
    recipient.kind as recipient_kind,
    recipient.role,
    recipient.country,
    disclosure.category,
    disclosure.purpose,
    disclosure.disclosed_on,
    disclosure.disclosed_on > add_months($as_of, -12) as disclosed_12m,
    registered.kind is not null as is_registered
from disclosure
inner join recipient on recipient.recipient_id = disclosure.recipient_id
left join registered
    on registered.kind = recipient.kind
    and registered.category = disclosure.category
    and registered.purpose = disclosure.purpose
order by disclosure.client_id, disclosure.disclosure_id
