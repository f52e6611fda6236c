-- basis: GDPR Art. 13(1)(f) and 14(1)(f); privacy statement, 'Doorgifte van uw
--   gegevens buiten de EER'
-- severity: low
-- subject: transfer
-- grain: one row per running transfer declared with another mechanism
with

declared_transfers as (

    select
        recipient,
        country,
        string_agg(
            said_en('mechanism', mechanism), ', ' order by mechanism
        ) as mechanisms,
        string_agg(
            said_nl('mechanism', mechanism), ', ' order by mechanism
        ) as mechanisms_nl
    from policy_transfers_declared
    group by recipient, country

)

select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.started_on as since,
    'Transfer to ' || transfers.recipient_name || ' ('
        || said_en('country', transfers.country)
        || ') since ' || day_en(transfers.started_on) || ', mechanism: '
        || said_en('mechanism', transfers.mechanism) || '; declared: '
        || declared_transfers.mechanisms
        as evidence,
    'Doorgifte aan ' || transfers.recipient_name || ' ('
        || said_nl('country', transfers.country)
        || ') sinds ' || day_nl(transfers.started_on) || ', mechanisme: '
        || said_nl('mechanism', transfers.mechanism) || '; in de verklaring: '
        || declared_transfers.mechanisms_nl
        as evidence_nl
from transfers
inner join declared_transfers
    on declared_transfers.recipient = transfers.recipient_name
    and declared_transfers.country = transfers.country
where transfers.status not in ('ended', 'within_eea')
    and not exists (
        select 1
        from policy_transfers_declared
        where policy_transfers_declared.recipient = transfers.recipient_name
            and policy_transfers_declared.country = transfers.country
            and policy_transfers_declared.mechanism = transfers.mechanism
    )
