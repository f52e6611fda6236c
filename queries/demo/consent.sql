-- title: Consents on the day of the snapshot
-- grain: one row per consent given by then
-- param as_of date: the day of the snapshot
select
    printf('N-%06d', consent_no) as consent_id,
    printf('C-%06d', client_no) as client_id,
    item,
    purpose,
    given_on - case planted.fault when 'consent_moved' then 3 else 0 end as given_on,
    form_version,
    case when planted.fault is distinct from 'withdrawal_undone'
        then known(withdrawn_on, $as_of)
    end as withdrawn_on
from world_consent
left join world_fault as planted
    on planted.record = printf('N-%06d', consent_no)
    and $as_of between planted.first_on and planted.last_on
where given_on <= $as_of
    and planted.fault is distinct from 'consent_gone'
order by consent_no
