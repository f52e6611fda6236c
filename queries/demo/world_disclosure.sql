-- title: What was given to whom
-- grain: one row per provision of data
-- param seed bigint: another seed, another organisation
with

slots as (

    select distinct slot, share, choices
    from world_offer

),

filled_slots as (

    select
        world_path.client_no,
        world_path.principal_no,
        slots.slot,
        slots.choices,
        coalesce(world_path.started_1, world_path.registered_on) as begun_on,
        coalesce(world_path.done_on, world_path.registered_on) as done_on,
        world_path.started_1 is not null as has_trajectory,
        slots.share,
        bits($seed, 'disclosure', 30 * world_path.client_no + slots.slot) as b
    from world_path
    cross join slots

),

given_data as (

    select
        filled_slots.client_no,
        filled_slots.slot,
        world_offer.category,
        world_offer.purpose,
        case world_offer.kind
            when 'principal' then 200 + filled_slots.principal_no
            else pick(world_offer.recipient_nos, part(b, 2))
        end as recipient_no,
        working(days(
            begun_on,
            1 + greatest(date_diff('day', begun_on, done_on), 20) * part(b, 3)
        )) as disclosed_on,
        b
    from filled_slots
    inner join world_offer
        on filled_slots.slot = world_offer.slot
        and cast(floor(part(b, 1) * filled_slots.choices) as bigint)
        = world_offer.choice
    where part(b, 0) < filled_slots.share
        and (has_trajectory or filled_slots.slot in (2, 6))

),

allowed_data as (

    select
        30 * given_data.client_no + given_data.slot as disclosure_no,
        given_data.client_no,
        given_data.recipient_no,
        given_data.category,
        given_data.purpose,
        given_data.disclosed_on
    from given_data
    semi join world_recipient using (recipient_no)
    inner join purposes using (purpose)
    cross join world_timeline
    left join world_effect using (client_no)
    where given_data.disclosed_on <= world_timeline.last_on
        and coalesce(given_data.disclosed_on <= world_effect.erased_on, true)
        and (
            purposes.allowed_under_restriction
            or coalesce(given_data.disclosed_on < frozen_from, true)
            or given_data.disclosed_on >= frozen_until
            or part(given_data.b, 4) < 0.04
        )
        and (
            given_data.purpose <> 'marketing'
            or coalesce(given_data.disclosed_on <= objected_on, true)
            or part(given_data.b, 4) > 0.96
        )

),

planted_data as (

    select
        30 * world_case.client_no + 10
        + row_number() over (
            partition by world_case.client_no
            order by planted.disclosed, planted.recipient_no, planted.name
        ) as disclosure_no,
        world_case.client_no,
        planted.recipient_no,
        planted.category,
        planted.purpose,
        ago(last_on, planted.disclosed) as disclosed_on
    from (
        values
            ('unnotified_rectification', 102, 'trajectory', 'job_guidance',
                140),
            ('marketing_objection', 3, 'interaction', 'marketing', 52),
            ('frozen_disclosure', 201, 'trajectory', 'benchmarking', 171),
            ('misused_data', 7, 'identity', 'software_testing', 226),
            ('misused_data', 7, 'trajectory', 'software_testing', 219),
            ('told_employer', 202, 'health', 'principal_reporting', 262),
            ('stray_payment', 104, 'payment', 'invoicing', 310),
            ('stray_payment', 19, 'health', 'job_guidance', 185),
            ('lapsed_agreement', 103, 'trajectory', 'job_guidance', 64),
            ('lapsed_agreement', 103, 'trajectory', 'job_guidance', 37),
            ('lapsed_agreement', 7, 'identity', 'identification', 120),
            ('no_agreement', 16, 'identity', 'training', 150),
            ('no_agreement', 16, 'identity', 'training', 330),
            ('no_agreement', 23, 'identity', 'training', 95),
            ('misused_data', 22, 'interaction', 'service_improvement', 88),
            ('ignored_objection', 201, 'trajectory', 'benchmarking', 63),
            ('frozen_disclosure', 201, 'trajectory', 'principal_reporting',
                185),
            ('unfrozen_objection', 201, 'trajectory', 'benchmarking', 9)
    ) as planted (name, recipient_no, category, purpose, disclosed)
    inner join world_case
        on planted.name = world_case.name
    inner join world_client
        on world_case.client_no = world_client.client_no
    cross join world_timeline
    where world_client.registered_on <= ago(last_on, planted.disclosed)

)

select
    disclosure_no, client_no, recipient_no, category, purpose, disclosed_on
from allowed_data

union all

select
    disclosure_no, client_no, recipient_no, category, purpose, disclosed_on
from planted_data
order by disclosure_no
