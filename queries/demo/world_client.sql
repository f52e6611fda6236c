-- title: Clients, and when each came, was informed and got an account
-- grain: one row per client, in the order of registration
-- param seed bigint: another seed, another organisation
-- param clients bigint: how many clients there are on the last day
with

drawn_clients as (

    select range as client_no, bits($seed, 'client', range) as b
    from range(1, $clients + 1)

),

registered_clients as (

    select
        drawn_clients.client_no,
        drawn_clients.b,
        world_timeline.statement_on,
        world_timeline.earlier_statement_on,
        least(
            world_timeline.last_on,
            working(days(
                world_timeline.first_on,
                date_diff(
                    'day', world_timeline.first_on, world_timeline.last_on
                ) * pow(
                    (drawn_clients.client_no - part(drawn_clients.b, 0))
                    / $clients,
                    0.8
                )
            ))
        ) as registered_on
    from drawn_clients
    cross join world_timeline

),

informed_clients as (

    select
        *,
        client_no in (
            select client_no from world_case where name = 'never_informed'
        ) as is_forgotten,
        client_no in (
            select client_no from world_case where name = 'old_statement'
        ) as is_missed_by_mailing,
        case
            when registered_on >= statement_on and part(b, 1) < 0.965
                then working(days(registered_on, 10 * part(b, 2)))
            when registered_on >= statement_on and part(b, 1) < 0.98
                then working(days(registered_on, 45 + 250 * part(b, 2)))
            when registered_on < statement_on and part(b, 1) < 0.74
                then working(days(statement_on, 10 + 12 * part(b, 2)))
            when registered_on < statement_on and part(b, 1) < 0.97
                then greatest(
                    earlier_statement_on,
                    working(days(registered_on, 10 * part(b, 2)))
                )
        end as informed_on
    from registered_clients

)

select
    client_no,
    registered_on,
    case
        when is_forgotten then cast(null as date)
        when is_missed_by_mailing
            then greatest(registered_on, earlier_statement_on)
        else informed_on
    end as informed_on,
    case
        when is_forgotten or (informed_on is null and not is_missed_by_mailing)
            then cast(null as date)
        when is_missed_by_mailing then earlier_statement_on
        when informed_on < statement_on then earlier_statement_on
        else statement_on
    end as statement_version,
    case
        when part(b, 3) < 0.62
            then days(registered_on, 2 + 60 * part(b, 4))
    end as account_on,
    case
        when part(b, 5) < 0.30
            then working(days(registered_on, 1 + 60 * part(b, 6)))
    end as photo_given_on,
    case
        when part(b, 5) < 0.024
            then working(days(registered_on, 100 + 800 * part(b, 7)))
    end as photo_withdrawn_on
from informed_clients
order by client_no
