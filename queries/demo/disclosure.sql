-- title: Disclosures on the day of the snapshot
-- grain: one row per provision of data made by then
-- param as_of date: the day of the snapshot
select
    printf('D-%07d', disclosure_no) as disclosure_id,
    printf('C-%06d', client_no) as client_id,
    printf('RC-%04d', recipient_no) as recipient_id,
    category,
    purpose,
    disclosed_on
from world_disclosure
left join world_fault as planted
    on planted.record = printf('D-%07d', disclosure_no)
    and $as_of between planted.first_on and planted.last_on
where disclosed_on <= $as_of
    and planted.fault is null
order by disclosure_no
