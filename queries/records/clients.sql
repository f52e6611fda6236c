-- basis: GDPR Art. 5(1)(e), 12-14 and 18
-- page: clients
-- grain: one row per client
-- key: client_id
-- search: client_id
-- column client_id varchar: pseudonym of the client
-- column registered_on date: day the client was registered
-- column informed_on date: day the client was given the privacy statement; null where
--   that never was
-- column statement_version date: version of the statement that the client was given
-- column portal_account boolean: has an account in the online client portal
-- column holdings_live bigint: items of personal data held
-- column holdings_overdue bigint: items among them that are overdue
-- column oldest_due_on date: day on which the oldest of the overdue items was due; null
--   where none is overdue
-- column requests_open bigint: rights requests not closed, those that await identity
--   included
-- column is_restricted boolean: a restriction of the processing stands
-- column is_informed boolean: holds the statement in force
-- column has_live_holding boolean: at least one item is held
-- column has_overdue_holding boolean: at least one item is overdue
select
    client_id,
    registered_on,
    informed_on,
    statement_version,
    portal_account,
    holdings_live,
    holdings_overdue,
    oldest_due_on,
    requests_open,
    is_restricted,
    is_informed,
    has_live_holding,
    has_overdue_holding
from clients
