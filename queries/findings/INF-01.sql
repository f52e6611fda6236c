-- basis: GDPR Art. 13(1) and 14(3)(a)
-- severity: medium
-- subject: client
-- needs: client holding
-- grain: one row per client with a live holding who was not informed
-- param as_of date: the day the snapshot describes
select
    client_id as subject_key,
    client_id,
    cast(add_months(registered_on, 1) + 1 as date) as since,
    registered_on,
    add_months(registered_on, 1) as due_on,
    $as_of as as_of,
    holdings_live
from clients
where has_live_holding
    and informed_on is null
    and add_months(registered_on, 1) < $as_of
