-- basis: GDPR Art. 44-46 and 49; Implementing Decision (EU) 2023/1795 (DPF)
-- page: transfers
-- grain: one row per standing transfer, ended ones included
-- key: transfer_id
-- search: transfer_id recipient_id recipient_name
-- column transfer_id varchar: the transfer
-- column recipient_id varchar: recipient it goes to
-- column country varchar: country it goes to, ISO 3166-1 alpha-2
-- column mechanism varchar: mechanism on record (policy mechanisms)
-- column status varchar: ended, within_eea, missing (no mechanism), invalid, adequate,
--   derogation, safeguarded, unassessed (no transfer impact assessment)
-- column invalid_since date: first day without a ground, where invalid or missing;
--   else null
-- column recipient_name varchar: name of the organisation
-- column category varchar: category of personal data
-- column purpose varchar: what the data are transferred for
-- column started_on date: day the transfer started
-- column ended_on date: day it ended or will end; null where no end is set
-- column assessed_on date: day of the transfer impact assessment; null without one
-- column decision_until date: last day of the adequacy decision that an adequate
--   transfer leans on (to the US: of the framework, where that ends earlier); null
--   where it has no end
-- column has_partial_decision boolean: adequate by a decision that covers a part of
--   the country only: whether this recipient is within it is to be looked at
-- column declared_mechanism varchar: mechanism that the privacy statement names for
--   this recipient and country; null where it does not name them
select
    transfer_id,
    recipient_id,
    country,
    mechanism,
    status,
    invalid_since,
    recipient_name,
    category,
    purpose,
    started_on,
    ended_on,
    assessed_on,
    decision_until,
    has_partial_decision,
    declared_mechanism
from transfers
