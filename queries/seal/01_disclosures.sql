-- basis: GDPR Art. 5(1)(b), 15(1)(c), 19 and 30(1)(b) to (d)
-- grain: one row per disclosure
-- stands_by: client_id disclosure_id
-- follows: disclosure
-- param as_of date: the day every status is computed for
-- column disclosure_id varchar [shown 10]: the disclosure
-- column client_id varchar [shown 2]: pseudonym of the client
-- column recipient_id varchar [filter 3]: who got the data
-- column recipient_name varchar [shown 3]: name of the recipient, an organisation
-- column recipient_kind varchar [codes recipient_kind, shown 6, filter 4]: kind of
--   recipient
-- column role varchar [codes role, shown 8, filter 5]: processor, controller or joint
--   controller
-- column country varchar [codes country, shown 7, filter 6]: where the recipient is
--   established
-- column category varchar [codes category, shown 4, filter 1]: category of the data
-- column purpose varchar [codes purpose, shown 5, filter 2]: what for; normally one of
--   the declared purposes
-- column disclosed_on date [shown 1, filter 9]: day it was disclosed
-- column disclosed_12m boolean [filter 8]: in the last 12 months
-- column is_registered boolean [shown 9, filter 7, needs activity]: an activity of the
--   register names the recipient's kind, the category and the purpose together
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
