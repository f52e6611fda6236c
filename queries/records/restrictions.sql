-- basis: GDPR Art. 18 and 21(1)
-- page: client
-- grain: one row per restriction
-- key: started_on restriction_id
-- search: restriction_id client_id
-- column restriction_id varchar: the restriction
-- column client_id varchar: pseudonym of the client
-- column kind varchar [codes restriction_kind]: why it is restricted
-- column started_on date: first day of it
-- column lifted_on date: day it was lifted; null while it stands
select
    restriction_id,
    client_id,
    kind,
    started_on,
    lifted_on
from restriction
