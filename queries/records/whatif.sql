-- basis: GDPR Art. 44-46 and 49
-- page: whatif
-- grain: one row per transfer that has a mechanism to lose
-- key: transfer_id
-- search: transfer_id recipient_name
-- column transfer_id varchar: the transfer
-- column recipient_id varchar: recipient it goes to
-- column recipient_name varchar: name of the organisation
-- column country varchar [codes country]: country it goes to, ISO 3166-1 alpha-2
-- column mechanism varchar [codes mechanism]: mechanism it leans on
-- column category varchar [codes category]: category of personal data
-- column purpose varchar [codes purpose]: what the data are transferred for
-- column status varchar [codes transfer_status]: its status now: adequate, derogation,
--   safeguarded, unassessed
-- column clients_12m bigint: clients whose data this recipient got in the last 12
--   months, of whatever category
-- column falls varchar[]: what would take its ground away: mechanism.CODE,
--   decision.COUNTRY, or unassessed.CODE (the mechanism without an assessment)
select
    transfers.transfer_id,
    transfers.recipient_id,
    transfers.recipient_name,
    transfers.country,
    transfers.mechanism,
    transfers.category,
    transfers.purpose,
    transfers.status,
    recipients.clients_12m,
    case transfers.status
        when 'adequate' then [
            'mechanism.' || transfers.mechanism,
            'decision.' || transfers.country
        ]
        when 'unassessed' then [
            'mechanism.' || transfers.mechanism,
            'unassessed.' || transfers.mechanism
        ]
        else ['mechanism.' || transfers.mechanism]
    end as falls
from transfers
inner join recipients on recipients.recipient_id = transfers.recipient_id
where transfers.status in ('adequate', 'derogation', 'safeguarded', 'unassessed')
