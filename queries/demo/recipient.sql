-- title: Recipients on the day of the snapshot
-- grain: one row per recipient
-- param as_of date: the day of the snapshot
select
    printf('RC-%04d', recipient_no) as recipient_id,
    name,
    kind,
    role,
    country,
    case
        when iso27001_renewed_on <= $as_of
            then add_months(iso27001_until, 36)
        else iso27001_until
    end as iso27001_until,
    is_dpf_certified and coalesce($as_of < dpf_lost_on, true)
        as dpf_certified
from world_recipient
order by recipient_no
