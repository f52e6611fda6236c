-- title: Consents given and withdrawn
-- grain: one row per consent
-- param seed bigint: another seed, another organisation
with

photo_consents as (

    select
        world_path.client_no,
        0 as slot,
        'photo' as item,
        'client_base_management' as purpose,
        world_path.photo_given_on as given_on,
        world_path.photo_withdrawn_on as withdrawn_on,
        bits($seed, 'photo consent', world_path.client_no) as b
    from world_path
    where world_path.photo_given_on is not null

),

sharing_consents as (

    select
        world_path.client_no,
        kinds.slot,
        kinds.item,
        kinds.purpose,
        kinds.share,
        coalesce(world_path.started_1, world_path.registered_on) as started_on,
        bits($seed, 'consent', 4 * world_path.client_no + kinds.slot) as b
    from world_path
    cross join (
        values
            (1, 'cv', 'job_guidance', 0.31),
            (2, 'test_results', 'suitable_work_assessment', 0.19)
    ) as kinds (slot, item, purpose, share)

),

drawn_consents as (

    select client_no, slot, item, purpose, given_on, withdrawn_on, b
    from photo_consents

    union all

    select
        client_no, slot, item, purpose,
        working(days(started_on, 90 * part(b, 1))) as given_on,
        case when part(b, 2) < 0.05
            then working(days(started_on, 130 + 700 * part(b, 3)))
        end as withdrawn_on,
        b
    from sharing_consents
    where part(b, 0) < share

),

consents as (

    select
        drawn_consents.client_no,
        drawn_consents.slot,
        drawn_consents.item,
        drawn_consents.purpose,
        drawn_consents.given_on,
        case
            when part(drawn_consents.b, 4) < 0.96
                then form_in_use(drawn_consents.given_on)
        end as form_version,
        case
            when world_effect.withdrawn_on >= drawn_consents.given_on
                and part(drawn_consents.b, 5) < 0.985
                then least(
                    drawn_consents.withdrawn_on, world_effect.withdrawn_on
                )
            else drawn_consents.withdrawn_on
        end as withdrawn_on
    from drawn_consents
    left join world_effect using (client_no)

    union all

    select
        world_case.client_no,
        3 as slot,
        'driving_licence' as item,
        'job_guidance' as purpose,
        ago(last_on, 330) as given_on,
        '2025-1' as form_version,
        cast(null as date) as withdrawn_on
    from world_case
    inner join world_client using (client_no)
    cross join world_timeline
    where world_case.name = 'half_withdrawal'
        and world_client.registered_on <= ago(last_on, 330)

)

select
    4 * client_no + slot as consent_no,
    client_no, item, purpose, given_on, form_version, withdrawn_on
from consents
order by consent_no
