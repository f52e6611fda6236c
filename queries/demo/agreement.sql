-- title: Agreements with recipients on the day of the snapshot
-- grain: one row per agreement signed by then; a renewal is one of its own
-- param as_of date: the day of the snapshot
with

agreements as (

    select
        recipient_no, role, 1 as number, signed_on, ends_on
    from world_recipient
    union all
    select
        recipient_no, role, 2 as number, renewed_on, renewal_ends_on
    from world_recipient

)

select
    printf('AG-%05d', 10 * recipient_no + number) as agreement_id,
    printf('RC-%04d', recipient_no) as recipient_id,
    case role when 'joint_controller' then 'joint' else 'processing' end
        as kind,
    signed_on,
    ends_on
from agreements
where signed_on <= $as_of
order by agreement_id
