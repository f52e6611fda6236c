-- basis: GDPR Art. 5(1)(e), 12-14 and 18
-- grain: one row per client
-- stands_by: client_id
-- param as_of date: the day every status is computed for
-- param statement date: version of the privacy statement in force on that day
-- column client_id varchar [shown 1]: pseudonym of the client
-- column registered_on date [shown 2]: day the client was registered
-- column informed_on date [shown 3]: day the client was given the privacy statement;
--   null where that never was
-- column statement_version date [shown 4, filter 5]: version of the statement that the
--   client was given
-- column portal_account boolean: has an account in the online client portal
-- column holdings_live bigint [shown 6, needs holding]: items of personal data held
-- column holdings_overdue bigint [shown 7, needs holding]: items among them that are
--   overdue
-- column oldest_due_on date [shown 8, needs holding]: day on which the oldest of the
--   overdue items was due; null where none is overdue
-- column requests_open bigint [shown 9, needs rights_request]: rights requests not
--   closed, those that await identity included
-- column is_restricted boolean [shown 10, filter 4, needs restriction]: a restriction
--   of the processing stands
-- column is_informed boolean [shown 5, filter 3]: holds the statement in force
-- column has_live_holding boolean [filter 1, needs holding]: at least one item is held
-- column has_overdue_holding boolean [filter 2, needs holding]: at least one item is
--   overdue
with

holdings_by_client as (

    select
        client_id,
        count(*) as holdings_live,
        count(*) filter (where status = 'overdue') as holdings_overdue,
        min(effective_due_on) filter (
            where status = 'overdue'
        ) as oldest_due_on
    from retention
    where erased_on is null
    group by client_id

),

open_requests_by_client as (

    select client_id, count(*) as requests_open
    from requests
    where closed_on is null
    group by client_id

),

restricted_clients as (

    select distinct client_id
    from restriction
    where started_on <= $as_of
        and (lifted_on is null or lifted_on > $as_of)

)

select
    client.client_id,
    client.registered_on,
    client.informed_on,
    client.statement_version,
    client.portal_account,
    coalesce(held.holdings_live, 0) as holdings_live,
    coalesce(held.holdings_overdue, 0) as holdings_overdue,
    held.oldest_due_on,
    coalesce(asked.requests_open, 0) as requests_open,
    restricted_clients.client_id is not null as is_restricted,
    coalesce(client.statement_version = $statement, false) as is_informed,
    coalesce(held.holdings_live, 0) > 0 as has_live_holding,
    coalesce(held.holdings_overdue, 0) > 0 as has_overdue_holding
from client
left join holdings_by_client as held on held.client_id = client.client_id
left join open_requests_by_client as asked
    on asked.client_id = client.client_id
left join restricted_clients
    on restricted_clients.client_id = client.client_id
