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
where disclosed_on <= $as_of
order by disclosure_no
