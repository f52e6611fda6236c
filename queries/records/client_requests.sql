-- basis: GDPR Art. 12, 15-22, 7(3) and 19
-- page: request
-- grain: one row per rights request
-- key: received_on request_id
-- search: request_id client_id
-- column request_id varchar: the request
-- column client_id varchar: pseudonym of the client who made it; null where
--   another made it
-- column kind varchar [codes request_kind]: which right is exercised
-- column channel varchar [codes channel]: how it came in
-- column department varchar: department that handles it
-- column received_on date: day it came in
-- column identity_requested_on date: day on which more was asked to identify who asks
-- column identity_verified_on date: day on which who asks was identified
-- column id_copy_received_on date: day a copy of an identity document came in
-- column id_copy_redacted boolean: number and photo unreadable on it; null without copy
-- column id_copy_deleted_on date: day the copy was deleted
-- column extended_on date: day on which who asks was told of an extension
-- column closed_on date: day it was answered; null while it is open
-- column outcome varchar [codes outcome]: granted, partly_granted, refused or
--   withdrawn; null while it is open
-- column has_refusal_reason boolean: a text stands as reason for the refusal
-- column recipients_notified_on date: day on which recipients were told
-- column paused_days bigint: days for which the clock stood still
-- column is_awaiting boolean: the clock stands still until who asks is identified
-- column initial_due_on date: last day of the term without extension
-- column extended_due_on date: last day of the term with extension
-- column extension_valid boolean: the extension counts; null where there is none
-- column due_on date: last day on which the answer is in time
-- column status varchar [codes request_status]: how it stands against that day
-- column days_overdue bigint: days past due_on
-- column handling_days bigint: days from receipt to closing
-- column subject varchar [codes subjects]: who asks
select
    requests.request_id,
    requests.client_id,
    requests.kind,
    requests.channel,
    requests.department,
    requests.received_on,
    requests.identity_requested_on,
    requests.identity_verified_on,
    requests.id_copy_received_on,
    requests.id_copy_redacted,
    requests.id_copy_deleted_on,
    requests.extended_on,
    requests.closed_on,
    requests.outcome,
    requests.refusal_reason is not null as has_refusal_reason,
    requests.recipients_notified_on,
    requests.paused_days,
    requests.is_awaiting,
    requests.initial_due_on,
    requests.extended_due_on,
    requests.extension_valid,
    requests.due_on,
    requests.status,
    requests.days_overdue,
    requests.handling_days,
    requests.subject
from requests
