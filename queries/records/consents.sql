-- basis: GDPR Art. 6(1)(a) and 7
-- page: consents
-- needs: consent
-- grain: one row per consent
-- key: given_on consent_id
-- search: consent_id client_id
-- column consent_id varchar [shown 1]: the consent
-- column client_id varchar [shown 2]: pseudonym of the client
-- column item varchar [codes item, shown 3, filter 2]: the personal data it covers
--   (policy catalog)
-- column purpose varchar [codes purpose, shown 4, filter 3]: what it is for (policy
--   purposes)
-- column given_on date [shown 5, filter 4]: day it was given
-- column form_version varchar [shown 7]: the consent form used; null where not on
--   record
-- column withdrawn_on date [shown 6, filter 5]: day it was withdrawn; null while it
--   stands
-- column is_withdrawn boolean [filter 1]: it was withdrawn
select
    consent_id,
    client_id,
    item,
    purpose,
    given_on,
    form_version,
    withdrawn_on,
    withdrawn_on is not null as is_withdrawn
from consent
