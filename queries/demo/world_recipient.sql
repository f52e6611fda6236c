-- title: Whom data are given to, with the agreements they had over time
-- grain: one row per recipient; "in" counts days from the last snapshot
-- param seed bigint: another seed, another organisation
-- param clients bigint: how many clients there are on the last day
-- param last date: the day of the last snapshot
with

suppliers as (

    select *
    from (
        values
            (1, 'Google Analytics', 'analytics', 'processor', 'US',
                -3080, null, null, null, null, null, true, null),
            (2, 'LinkedIn', 'social_network', 'controller', 'US',
                null, null, null, null, null, null, true, null),
            (3, 'Facebook', 'social_network', 'joint_controller', 'US',
                -2950, null, null, null, null, null, true, null),
            (4, 'Pinterest', 'social_network', 'controller', 'US',
                null, null, null, null, null, null, false, null),
            (5, 'Rapasso Cliëntportaal BV', 'it_supplier', 'processor', 'NL',
                -1120, 705, null, null, 290, null, false, null),
            (6, 'Duinwolk Hosting BV', 'it_supplier', 'processor', 'NL',
                -1500, null, null, null, -96, null, false, null),
            (7, 'Kantoorlinie ICT BV', 'it_supplier', 'processor', 'NL',
                -1285, -199, -46, 1050, -75, -46, false, null),
            (8, 'Sahyadri Support Services', 'it_supplier', 'processor', 'IN',
                -2460, null, null, null, 410, null, false, null),
            (9, 'Mailvogel Nieuwsbrieven', 'it_supplier', 'processor', 'US',
                -640, null, null, null, 61, null, true, null),
            (10, 'Testbureau Lindenhof', 'test_agency', 'processor', 'NL',
                -1900, null, null, null, null, null, false, null),
            (11, 'Testkompas BV', 'test_agency', 'processor', 'NL',
                -1048, 48, null, null, null, null, false, null),
            (12, 'Psychometrie Oostkant BVBA', 'test_agency', 'processor', 'BE',
                -800, 1020, null, null, null, null, false, null),
            (13, 'Brightharbor Assessments Inc', 'assessment_provider',
                'processor', 'US',
                -700, 395, null, null, null, null, true, -118),
            (14, 'Northgate Careers Ltd', 'assessment_provider',
                'controller', 'GB',
                null, null, null, null, null, null, false, null),
            (15, 'Assessmenthuis De Waag', 'assessment_provider',
                'processor', 'NL',
                -1330, null, null, null, null, null, false, null),
            (16, 'Opleidingshuis Zilverberk', 'training_provider',
                'processor', 'NL',
                null, null, null, null, null, null, false, null),
            (17, 'Vakschool Merelhof', 'training_provider', 'processor', 'NL',
                -900, null, null, null, null, null, false, null),
            (18, 'Taalplein Noord', 'training_provider', 'processor', 'NL',
                -420, 675, null, null, null, null, false, null),
            (19, 'Banenplaats Nederland', 'vacancy_bank', 'controller', 'NL',
                null, null, null, null, null, null, false, null),
            (20, 'Vacaturewijzer GmbH', 'vacancy_bank', 'processor', 'DE',
                -1010, null, null, null, null, null, false, null),
            (21, 'UWV', 'authority', 'controller', 'NL',
                null, null, null, null, null, null, false, null),
            (22, 'Bezoekpeil Statistiek', 'analytics', 'controller', 'NL',
                null, null, null, null, null, null, false, null),
            (23, 'Kursyolu Online Leren', 'training_provider', 'processor',
                'TR',
                -720, null, null, null, null, null, false, null)
    ) as t (
        recipient_no, name, kind, role, country, signed_in, ends_in,
        renewed_in, renewal_ends_in, iso27001_in, iso27001_renewed_in,
        is_dpf_certified, dpf_lost_in
    )

),

dated_suppliers as (

    select
        recipient_no, name, kind, role, country,
        cast($last + signed_in as date) as signed_on,
        cast($last + ends_in as date) as ends_on,
        cast($last + renewed_in as date) as renewed_on,
        cast($last + renewal_ends_in as date) as renewal_ends_on,
        cast($last + iso27001_in as date) as iso27001_until,
        cast($last + iso27001_renewed_in as date) as iso27001_renewed_on,
        is_dpf_certified,
        cast($last + dpf_lost_in as date) as dpf_lost_on
    from suppliers

),

freelancers as (

    select
        100 + range as recipient_no,
        'freelancer ' || range as name,
        'freelancer' as kind,
        'processor' as role,
        case when range = 6 then 'BE' else 'NL' end as country,
        case range
            when 3 then cast($last - 861 as date)
            else working(days($last, -400 - 1500 * part(b, 0)))
        end as signed_on,
        case range
            when 3 then cast($last - 131 as date)
            when 5 then cast($last + 61 as date)
        end as ends_on,
        cast(null as date) as renewed_on,
        cast(null as date) as renewal_ends_on,
        cast(null as date) as iso27001_until,
        cast(null as date) as iso27001_renewed_on,
        false as is_dpf_certified,
        cast(null as date) as dpf_lost_on
    from (
        select range, bits($seed, 'freelancer', range) as b
        from range(1, 7 + least(10, $clients // 10000))
    )

),

principals as (

    select
        200 + principal_no as recipient_no,
        name,
        'principal' as kind,
        'controller' as role,
        'NL' as country,
        false as is_dpf_certified
    from world_principal
    where kind <> 'private'

),

recipients as (

    select * from dated_suppliers
    union all by name
    select * from freelancers
    union all by name
    select * from principals

)

select
    recipient_no, name, kind, role, country, signed_on, ends_on, renewed_on,
    renewal_ends_on, iso27001_until, iso27001_renewed_on, is_dpf_certified,
    dpf_lost_on
from recipients
order by recipient_no
