-- title: Which department was given which category in which system
-- grain: one row per authorisation
-- param seed bigint: another seed, another organisation
-- param last date: the day of the last snapshot
with

roles as (

    select *
    from (
        values
            ('Consulenten', ['identity', 'health', 'employment', 'trajectory'],
                ['crm', 'portal', 'file_store']),
            ('Assessmentbureau', ['identity', 'health', 'employment'],
                ['crm', 'file_store']),
            ('Administratie', ['identity', 'employment', 'trajectory'],
                ['crm', 'mail', 'paper']),
            ('Financiën', ['identity', 'payment'], ['crm', 'invoicing']),
            ('ICT-beheer',
                ['identity', 'employment', 'trajectory', 'interaction'],
                ['crm', 'portal']),
            ('Marketing', ['identity', 'interaction'], ['website', 'mail']),
            ('Privacyloket', ['identity', 'interaction'],
                ['crm', 'portal', 'mail']),
            ('Directie', ['employment', 'trajectory'], ['crm'])
    ) as t (department, categories, systems)

),

regular_authorisations as (

    select
        department,
        unnest(categories) as category,
        systems,
        cast(null as integer) as granted,
        cast(null as integer) as revoked
    from roles

),

strays as (

    select *
    from (
        values
            ('Financiën', 'health', ['file_store'], 830, null),
            ('Marketing', 'employment', ['crm'], 470, null),
            ('ICT-beheer', 'payment', ['invoicing'], 1210, null),
            ('Privacyloket', 'verification', ['mail'], 1900, null),
            ('Marketing', 'health', ['crm'], 1490, 290),
            ('Directie', 'health', ['file_store'], 2050, 141),
            ('Consulenten', 'trajectory', ['paper'], 1770, 655)
    ) as t (department, category, systems, granted, revoked)

),

authorisations as (

    select
        department, category, unnest(systems) as system, granted, revoked
    from regular_authorisations

    union all

    select
        department, category, unnest(systems) as system, granted, revoked
    from strays

),

drawn_authorisations as (

    select
        *,
        bits($seed, 'authorisation', department || category || system) as b
    from authorisations

)

select
    row_number() over (order by department, category, system)
        as authorisation_no,
    department, category, system,
    case
        when granted is not null then ago($last, granted)
        else working(days($last, -180 - 2600 * part(b, 0)))
    end as granted_on,
    ago($last, revoked) as revoked_on,
    cast(floor(10 * part(b, 1)) as integer) as review_day,
    part(b, 2) < 0.09 as is_forgotten_last,
    part(b, 3) < 0.12 as is_forgotten_before
from drawn_authorisations
order by authorisation_no
