-- basis: GDPR Art. 12(3), 12(4) and 12(6), 15-22 and 7(3)
-- page: requests
-- grain: one row per rights request
-- key: request_id
-- search: request_id client_id
-- column request_id varchar: the request
-- column client_id varchar: pseudonym of the client who made it
-- column kind varchar: which right is exercised
-- column received_on date: day it came in
-- column paused_days bigint: days for which the clock stood still while the client's
--   identity was asked for; 0 unless it was asked within 7 days of receipt
-- column initial_due_on date: last day of the term without extension, run on to a
--   working day; null while identity is awaited
-- column due_on date: last day on which the answer is in time: with two months more
--   where validly extended and not refused; null while identity is awaited
-- column extension_valid boolean: told in time, and this kind can be extended; null
--   where it was not extended
-- column closed_on date: day it was answered; null while it is open
-- column status varchar: closed: closed_on_time, closed_late; open: awaiting_identity,
--   overdue, due_soon (due within 7 days), on_track
-- column days_overdue bigint: days past due_on, on the day of the snapshot where
--   overdue, on the day of closing where closed_late; else null
-- column handling_days bigint: days from receipt to closing; null while it is open
-- column channel varchar: how it came in
-- column department varchar: department that handles it
-- column identity_requested_on date: day on which more was asked to identify the client
-- column identity_verified_on date: day on which the client was identified
-- column is_awaiting boolean: identity was asked within 7 days, has not been verified,
--   and the request is open: the clock stands still
-- column extended_on date: day on which the client was told of an extension
-- column extended_due_on date: last day of the term with two months more, run on to a
--   working day; null where it cannot be extended and while identity is awaited
-- column outcome varchar: granted, partly_granted, refused or withdrawn; null while it
--   is open
-- column received_12m boolean: received in the last 12 months
-- column counts_12m boolean: closed in the last 12 months, or overdue now
-- column closed_12m boolean: closed in the last 12 months
select
    request_id,
    client_id,
    kind,
    received_on,
    paused_days,
    initial_due_on,
    due_on,
    extension_valid,
    closed_on,
    status,
    days_overdue,
    handling_days,
    channel,
    department,
    identity_requested_on,
    identity_verified_on,
    is_awaiting,
    extended_on,
    extended_due_on,
    outcome,
    received_12m,
    counts_12m,
    closed_12m
from requests
