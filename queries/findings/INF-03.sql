-- basis: GDPR Art. 13(1) and 14(3)(a)
-- severity: medium
-- subject: client
-- needs: client holding
-- grain: one row per client with a live holding who was informed late
select
    client_id as subject_key,
    client_id,
    cast(add_months(registered_on, 1) + 1 as date) as since,
    registered_on,
    add_months(registered_on, 1) as due_on,
    informed_on,
    holdings_live
from clients
where has_live_holding
    and informed_on > add_months(registered_on, 1)
