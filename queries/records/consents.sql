-- basis: GDPR Art. 6(1)(a) and 7
-- page: client
-- grain: one row per consent
-- key: given_on consent_id
-- search: consent_id client_id
-- column consent_id varchar: the consent
-- column client_id varchar: pseudonym of the client
-- column item varchar [codes item]: the personal data it covers (policy catalog)
-- column purpose varchar [codes purpose]: what it is for (policy purposes)
-- column given_on date: day it was given
-- column form_version varchar: the consent form used; null where not on record
-- column withdrawn_on date: day it was withdrawn; null while it stands
select
    consent_id,
    client_id,
    item,
    purpose,
    given_on,
    form_version,
    withdrawn_on
from consent
