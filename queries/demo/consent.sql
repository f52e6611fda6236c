-- title: Consents on the day of the snapshot
-- grain: one row per consent given by then
-- param as_of date: the day of the snapshot
select
    printf('N-%06d', consent_no) as consent_id,
    printf('C-%06d', client_no) as client_id,
    item,
    purpose,
    given_on,
    form_version,
    known(withdrawn_on, $as_of) as withdrawn_on
from world_consent
where given_on <= $as_of
order by consent_no
