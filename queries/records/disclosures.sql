-- title: To whom did which data of a client go, and when?
-- title_nl: Naar wie gingen welke gegevens van een cliënt, en wanneer?
-- basis: GDPR Art. 15(1)(c) and 19
-- page: client
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
    disclosure.disclosed_on
from disclosure
inner join recipient on recipient.recipient_id = disclosure.recipient_id
