-- basis: GDPR Art. 44-46 and 49
-- page: whatif
-- grain: one row per transfer that has a mechanism to lose and client reached by it
-- key: transfer_id client_id
-- search: transfer_id
-- param as_of date: the day of the snapshot
-- column transfer_id varchar: the transfer
-- column client_id varchar: client whose data its recipient got
-- column is_in_category boolean: the data were of the very category of the transfer
-- column falls varchar[]: what would take the ground of the transfer away: see whatif
with

reached as (

    select
        transfers.transfer_id,
        transfers.mechanism,
        transfers.country,
        transfers.status,
        disclosure.client_id,
        bool_or(disclosure.category = transfers.category) as is_in_category
    from transfers
    inner join disclosure on disclosure.recipient_id = transfers.recipient_id
    where transfers.status
        in ('adequate', 'derogation', 'safeguarded', 'unassessed')
        and disclosure.disclosed_on
            > cast(cast($as_of as date) - interval 12 month as date)
    group by
        transfers.transfer_id,
        transfers.mechanism,
        transfers.country,
        transfers.status,
        disclosure.client_id

)

select
    transfer_id,
    client_id,
    is_in_category,
    case status
        when 'adequate' then ['mechanism.' || mechanism, 'decision.' || country]
        when 'unassessed' then ['mechanism.' || mechanism, 'unassessed.' || mechanism]
        else ['mechanism.' || mechanism]
    end as falls
from reached
