-- basis: GDPR Art. 33(1) and 33(5), 34(1)
-- grain: one row per personal data breach
-- param as_of date: the day whose end (24:00, Europe/Amsterdam) the status is for
-- column breach_id varchar [shown 1]: the breach
-- column discovered_at timestamptz [shown 2]: when it was discovered
-- column categories varchar[] [codes category, shown 3, filter 4]: categories of
--   personal data concerned
-- column clients_affected bigint [shown 4]: number of clients concerned
-- column risk varchar [codes risk, shown 5, filter 2]: risk to natural persons: none,
--   risk or high
-- column authority_notified_at timestamptz [shown 8]: when the authority was told; null
--   where not
-- column subjects_notified_at timestamptz [shown 9]: when the clients were told; null
--   where not
-- column closed_on date [shown 10]: day it was closed; null while it is open
-- column authority_due_at timestamptz [shown 7]: 72 hours after discovery
-- column has_risk boolean [filter 3]: the risk is not none, so that the authority has
--   to be told
-- column status varchar [codes breach_status, shown 6, filter 1]: no_risk; late (the
--   authority was told more than 72 hours after discovery, or was not told and the 72
--   hours are over); else on_time
with

dated_breaches as (

    select
        *,
        discovered_at + interval 72 hours as authority_due_at
    from breach

)

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
    risk <> 'none' as has_risk,
    case
        when risk = 'none' then 'no_risk'
        when authority_notified_at > authority_due_at then 'late'
        when authority_notified_at is null
            and cast(
                authority_due_at at time zone 'Europe/Amsterdam' as date
            ) <= $as_of then 'late'
        else 'on_time'
    end as status
from dated_breaches
order by breach_id
