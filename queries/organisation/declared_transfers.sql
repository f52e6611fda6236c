-- basis: GDPR Art. 13(1)(f), 30(1)(e) and 44; privacy statement, 'Doorgifte van uw
--   gegevens buiten de EER'
-- page: register
-- grain: one row per declared transfer and per standing transfer outside the EEA
-- key: recipient_name country transfer_id
-- search: recipient_name
-- param statement date: the version of the privacy statement in force
-- column recipient_name varchar: recipient
-- column country varchar [codes country]: ISO 3166-1 alpha-2
-- column declared_mechanism varchar [codes mechanism]: mechanism that the statement
--   names; null where it does not name the transfer
-- column transfer_id varchar: the transfer; null where none stands
-- column mechanism varchar [codes mechanism]: mechanism that the transfer leans on
-- column status varchar [codes transfer_status]: its status
with

standing as (

    select recipient_name, country, transfer_id, mechanism, status
    from transfers
    where status not in ('ended', 'within_eea')

),

declared as (

    select recipient, country, mechanism
    from policy_transfers_declared
    where statement = $statement

)

select
    coalesce(standing.recipient_name, declared.recipient) as recipient_name,
    coalesce(standing.country, declared.country) as country,
    declared.mechanism as declared_mechanism,
    standing.transfer_id,
    standing.mechanism,
    standing.status
from standing
full join declared
    on standing.recipient_name = declared.recipient
    and standing.country = declared.country
