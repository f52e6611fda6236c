-- basis: GDPR Art. 12(3)
-- page: request
-- grain: one row per kind of request
-- key: kind
-- search: kind
-- column kind varchar [codes request_kind]: which right is exercised
-- column months bigint: months of the term
-- column extendable boolean: the term can be extended
-- column reference varchar: what gives the term
select
    kind,
    months,
    extendable,
    reference
from policy_request_terms
