-- title: Clients on the day of the snapshot
-- grain: one row per client registered by then
-- param as_of date: the day of the snapshot
select
    printf('C-%06d', client_no) as client_id,
    registered_on - case when planted.fault is null then 0 else 2 end as registered_on,
    case when informed_on <= $as_of then informed_on end as informed_on,
    case when informed_on <= $as_of then statement_version end
        as statement_version,
    coalesce(account_on <= $as_of, false) as portal_account
from world_client
left join world_fault as planted
    on planted.record = printf('C-%06d', client_no)
    and $as_of between planted.first_on and planted.last_on
where registered_on <= $as_of
order by client_no
