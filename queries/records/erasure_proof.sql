-- basis: GDPR Art. 5(1)(e), 5(2) and 17(1)
-- page: erasure_proof
-- needs: holding
-- compares: any
-- grain: one row per item that was past its last day in the previous snapshot, that was
--   held there and is not on record any more, or that was erased there and is held
--   again
-- key: holding_id
-- search: holding_id client_id
-- column holding_id varchar [shown 1]: the item of personal data
-- column client_id varchar [shown 2]: pseudonym of the client it is about
-- column item varchar [codes item, shown 4, filter 4]: what is or was held
-- column category varchar [codes category, shown 3, filter 2]: category of the item
-- column system varchar [codes system, shown 9, filter 3]: system that holds or held it
-- column principal varchar [shown 10, filter 5]: name of the principal of its
--   trajectory; null where it belongs to none
-- column due_on date [shown 6]: last day on which it could be held, by the previous
--   snapshot; null where it has none
-- column outcome varchar [codes erasure_outcome, shown 5, filter 1]: erased,
--   still_there,
--   gone (no longer on record, without an erasure) or back (there again after it was
--   erased)
-- column erased_on date [shown 7]: day on which it was erased; null unless it was
-- column erasure varchar [codes erasure, shown 8]: deleted or anonymised; null unless
--   it
--   was
-- column erased_before date: day on which what is back had been erased; else null
select
    holding_id,
    client_id,
    item,
    category,
    system,
    principal,
    due_on,
    outcome,
    erased_on,
    erasure,
    erased_before
from erasure_proof
