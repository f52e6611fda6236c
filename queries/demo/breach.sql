-- title: The register of breaches on the day of the snapshot
-- grain: one row per breach discovered by then
-- param clients bigint: how many clients there are on the last day
-- param last date: the day of the last snapshot
-- param as_of date: the day of the snapshot
with

breaches as (

    select *
    from (
        values
            (1, 1320, '09:40', 'identity', 3, 'none', null, null, 9),
            (2, 1105, '14:05', 'identity|health', 1, 'risk', 26, null, 21),
            (3, 874, '10:20', 'trajectory', 2, 'none', null, null, 6),
            (4, 640, '16:50', 'identity|interaction', 38, 'risk', 95, 70, 33),
            (5, 471, '11:15', 'health', 1, 'high', 20, 28, 40),
            (6, 346, '08:55', 'employment', 4, 'none', null, null, 12),
            (7, 271, '13:30', 'identity|payment', 12, 'high', 51, 101, 26),
            (8, 196, '15:10', 'identity|health|trajectory', 9, 'risk', 133,
                null, 48),
            (9, 117, '09:25', 'interaction', 6, 'none', null, null, 8),
            (10, 71, '12:45', 'identity|employment', 2, 'risk', 30, null, 22),
            (11, 26, '17:20', 'health|identity', 5, 'high', 47, null, null)
    ) as t (
        breach_no, discovered, discovered_time, categories, clients_affected,
        risk, authority_hours, subjects_hours, days_open
    )

),

timed_breaches as (

    select
        *,
        cast(
            ago($last, discovered) + cast(discovered_time as time)
            as timestamp with time zone
        ) as told_at,
        told_at + to_hours(case planted.fault when 'breach_moved' then 10 else 0 end)
            as discovered_at,
        planted.fault
    from breaches
    left join world_fault as planted
        on planted.record = printf('B-%04d', breach_no)
        and $as_of between planted.first_on and planted.last_on

),

told_breaches as (

    select
        *,
        case when fault is distinct from 'breach_untold'
            then told_at + to_hours(authority_hours)
        end as authority_notified_at,
        told_at + to_hours(subjects_hours) as subjects_notified_at,
        cast(cast($as_of + 1 as date) as timestamp with time zone) as as_of_end
    from timed_breaches

),

told_of as (

    select *
    from (
        values
            (1, 'brief aan een verkeerd adres',
                'door een collega teruggestuurd', 'adres verbeterd',
                null),
            (2, 'dossierstuk bij een andere cliënt gevoegd',
                'een onbevoegde las een diagnose',
                'stuk verwijderd; cliënt gebeld', null),
            (3, 'tabblad zichtbaar bij schermdeling',
                'geen bekend', 'instructie herhaald',
                null),
            (4, 'nieuwsbrief met alle ontvangers zichtbaar',
                'adressen bekend bij elkaar', 'verzendlijst vervangen',
                'n.v.t.'),
            (5, 'verslag naar de verkeerde werkgever',
                'werkgever las medische gegevens',
                'verslag ingetrokken; vernietiging bevestigd',
                null),
            (6, 'usb-stick kwijt, versleuteld',
                'geen bekend', 'stick op afstand gewist',
                null),
            (7, 'factuur met bijlage van een ander',
                'betaalgegevens ingezien', 'facturen nagelopen',
                null),
            (8, 'laptop gestolen uit een auto',
                'onbekend of gegevens zijn ingezien',
                'toegang ingetrokken; schijf versleuteld',
                'pas na het weekend ontdekt wat erop stond'),
            (9, 'chatbericht in een open groep',
                'geen bekend', null,
                null),
            (10, 'map te ruim gedeeld',
                'collega''s zagen loonstroken', 'rechten hersteld',
                null),
            (11, 'rapport in de verkeerde brievenbus',
                'n.n.b.', 'rapport opgehaald',
                null)
    ) as t (breach_no, nature, consequences, measures, delay_reason)

)

select
    printf('B-%04d', breach_no) as breach_id,
    discovered_at,
    categories,
    least(clients_affected, $clients) as clients_affected,
    risk,
    nature,
    consequences,
    measures,
    case when authority_notified_at < as_of_end then authority_notified_at
    end as authority_notified_at,
    case when authority_notified_at < as_of_end then delay_reason
    end as delay_reason,
    case when subjects_notified_at < as_of_end then subjects_notified_at
    end as subjects_notified_at,
    known(ago($last, discovered - days_open), $as_of) as closed_on
from told_breaches
inner join told_of using (breach_no)
where discovered_at < as_of_end
    and fault is distinct from 'breach_gone'
order by breach_no
