-- basis: GDPR Art. 13(1) and 14(1)
-- grain: one row per statement: in_force, older, or none
-- param statement date: version of the privacy statement in force on that day
-- unit: clients
-- needs: client holding
-- dimension1: statement
-- within: has_live_holding=true
-- threshold: process
-- totals: over all
-- part: flows
-- order: 320
with

statements as (

    select unnest(['in_force', 'older', 'none']) as statement

),

informed_clients as (

    select
        case
            when statement_version is null then 'none'
            when statement_version < $statement then 'older'
            else 'in_force'
        end as statement
    from clients
    where has_live_holding

)

select
    statements.statement as value1,
    count(informed_clients.statement) as count
from statements
left join informed_clients
    on informed_clients.statement = statements.statement
group by statements.statement
