-- basis: GDPR Art. 5(1)(b), 15(1)(c), 19 and 30(1)(b) to (d)
-- page: disclosures
-- grain: one row per disclosure
-- key: disclosed_on disclosure_id
-- search: disclosure_id client_id recipient_id
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
select
    disclosure_id,
    client_id,
    recipient_id,
    recipient_name,
    recipient_kind,
    role,
    country,
    category,
    purpose,
    disclosed_on,
    disclosed_12m,
    is_registered
from disclosures
