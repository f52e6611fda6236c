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
-- column falls varchar[]: what would take its ground away: mechanism.CODE,
--   decision.COUNTRY, or unassessed.CODE (the mechanism without an assessment)
select
    transfer_id,
    recipient_id,
    recipient_name,
    country,
    mechanism,
    category,
    purpose,
    status,
    case status
        when 'adequate' then [
            'mechanism.' || mechanism,
            'decision.' || country
        ]
        when 'unassessed' then [
            'mechanism.' || mechanism,
            'unassessed.' || mechanism
        ]
        else ['mechanism.' || mechanism]
    end as falls
from transfers
where status in ('adequate', 'derogation', 'safeguarded', 'unassessed')
