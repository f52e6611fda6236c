-- basis: GDPR Art. 18 and 21(1)
-- page: restrictions
-- needs: restriction
-- grain: one row per restriction
-- key: started_on restriction_id
-- search: restriction_id client_id
-- column restriction_id varchar [shown 1]: the restriction
-- column client_id varchar [shown 2]: pseudonym of the client
-- column kind varchar [codes restriction_kind, shown 3, filter 2]: why it is restricted
-- column started_on date [shown 4, filter 3]: first day of it
-- column lifted_on date [shown 5, filter 4]: day it was lifted; null while it stands
-- column is_lifted boolean [filter 1]: it was lifted
select
    restriction_id,
    client_id,
    kind,
    started_on,
    lifted_on,
    lifted_on is not null as is_lifted
from restriction
