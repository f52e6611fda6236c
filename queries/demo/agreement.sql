-- title: Agreements with recipients on the day of the snapshot
-- grain: one row per agreement signed by then, its successors included
-- param last date: the day of the last snapshot
-- param as_of date: the day of the snapshot
with

first_agreements as (

    -- the contract before the one in world_recipient; some left a gap
    select
        recipient_no,
        role,
        0 as number,
        cast($last - 3700 as date) as signed_on,
        cast(
            signed_on - case recipient_no when 17 then 41 when 104 then 23
                else 1 end
            as date
        ) as ends_on
    from world_recipient
    where signed_on > $last - 3600
        and recipient_no <> 3

),

later_agreements as (

    select recipient_no, role, 1 as number, signed_on, ends_on
    from world_recipient

    union all

    select recipient_no, role, 2 as number, renewed_on, renewal_ends_on
    from world_recipient

),

agreements as (

    select
        *,
        case role when 'joint_controller' then 'joint' else 'processing' end
            as kind
    from (
        select * from first_agreements
        union all
        select * from later_agreements
    )

    union all by name

    -- who works alone signs for secrecy; one school signed nothing else
    select
        recipient_no, 3 as number, 'confidentiality' as kind,
        coalesce(signed_on, cast($last - 400 as date)) as signed_on
    from world_recipient
    where kind = 'freelancer' or recipient_no = 16

)

select
    printf('AG-%05d', 10 * recipient_no + number) as agreement_id,
    printf('RC-%04d', recipient_no) as recipient_id,
    kind,
    signed_on - case planted.fault when 'agreement_moved' then 30 else 0 end
        as signed_on,
    ends_on
from agreements
left join world_fault as planted
    on planted.record = printf('AG-%05d', 10 * recipient_no + number)
    and $as_of between planted.first_on and planted.last_on
where signed_on <= $as_of
    and planted.fault is distinct from 'agreement_late'
order by agreement_id
