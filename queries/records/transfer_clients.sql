-- basis: GDPR Art. 44-46 and 49
-- page: transfers
-- needs: transfer disclosure
-- grain: one row per transfer and client whose data its recipient got in the last 12
--   months, of whatever category
-- key: transfer_id client_id
-- search: transfer_id client_id recipient_id recipient_name
-- param as_of date: the day of the snapshot
-- column transfer_id varchar [shown 1]: the transfer
-- column client_id varchar [shown 2]: pseudonym of the client
-- column recipient_id varchar: recipient it goes to
-- column recipient_name varchar [shown 3, filter 5]: name of the organisation
-- column country varchar [codes country, shown 4, filter 2]: country it goes to, ISO
--   3166-1 alpha-2
-- column mechanism varchar [codes mechanism, shown 5, filter 3]: mechanism on record
--   (policy mechanisms)
-- column status varchar [codes transfer_status, shown 6, filter 1]: status of the
--   transfer: see transfers
-- column category varchar [codes category, shown 7, filter 4]: category of personal
--   data of the transfer
-- column is_in_category boolean [shown 8]: the client's data were of that very category
-- column disclosures_12m bigint [shown 9]: disclosures of the client's data to the
--   recipient in the last 12 months
-- column last_disclosed_on date [shown 10]: day of the last of these
select
    transfers.transfer_id,
    disclosure.client_id,
    transfers.recipient_id,
    transfers.recipient_name,
    transfers.country,
    transfers.mechanism,
    transfers.status,
    transfers.category,
    bool_or(disclosure.category = transfers.category) as is_in_category,
    count(*) as disclosures_12m,
    max(disclosure.disclosed_on) as last_disclosed_on
from transfers
inner join disclosure on disclosure.recipient_id = transfers.recipient_id
where disclosure.disclosed_on
    > cast(cast($as_of as date) - interval 12 month as date)
group by
    transfers.transfer_id,
    disclosure.client_id,
    transfers.recipient_id,
    transfers.recipient_name,
    transfers.country,
    transfers.mechanism,
    transfers.status,
    transfers.category
