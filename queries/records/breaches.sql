-- basis: GDPR Art. 33(1) and 33(5), 34(1)
-- page: breaches
-- grain: one row per personal data breach
-- key: breach_id
-- search: breach_id
-- column breach_id varchar: the breach
-- column discovered_at timestamptz: when it was discovered
-- column categories varchar[]: categories of personal data concerned
-- column clients_affected bigint: number of clients concerned
-- column risk varchar: risk to natural persons: none, risk or high
-- column authority_notified_at timestamptz: when the authority was told; null where not
-- column subjects_notified_at timestamptz: when the clients were told; null where not
-- column closed_on date: day it was closed; null while it is open
-- column authority_due_at timestamptz: 72 hours after discovery
-- column has_risk boolean: the risk is not none, so that the authority has to be told
-- column status varchar: no_risk; late (the authority was told more than 72 hours after
--   discovery, or was not told and the 72 hours are over); else on_time
select
    breach_id,
    discovered_at,
    categories,
    clients_affected,
    risk,
    authority_notified_at,
    subjects_notified_at,
    closed_on,
    authority_due_at,
    has_risk,
    status
from breaches
