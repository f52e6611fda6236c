-- title: What the organisation rewrites, loses or enters late, against its own records
-- grain: one row per record and time in which it says other than what happened
with

planted as (

    -- in which month it begins and ends, counted back from the last one; how many
    select *
    from (
        values
            ('request_moved', 0, null, 1),
            ('request_moved', 16, null, 1),
            ('backup_restored', 0, null, 3),
            ('backup_restored', 19, 18, 3),
            ('item_gone', 0, null, 2),
            ('item_gone', 25, null, 1),
            ('disclosure_gone', 0, null, 1),
            ('withdrawal_undone', 0, null, 1),
            ('breach_moved', 0, null, 1),
            ('request_reopened', 2, 1, 1),
            ('agreement_moved', 1, null, 1),
            ('consent_moved', 1, null, 1),
            ('request_gone', 1, null, 1),
            ('client_moved', 2, null, 1),
            ('breach_untold', 2, 1, 1),
            ('consent_gone', 2, 1, 1),
            ('agreement_late', null, 2, 1),
            ('breach_gone', 2, 1, 1),
            ('request_late', null, 3, 1),
            ('request_late', null, 22, 1)
    ) as t (name, begins, ends, many)

),

timed as (

    select
        planted.name,
        planted.many,
        coalesce(
            add_months(month_start(last_on), -planted.begins), date '2000-01-01'
        ) as first_on,
        coalesce(
            add_months(month_start(last_on), -planted.ends) - 1, date '9999-12-31'
        ) as last_on,
        add_months(
            month_start(last_on), -coalesce(planted.begins, planted.ends)
        ) as noticed_on
    from planted
    cross join world_timeline

),

-- nothing that a case of world_case is about
of_requests as (

    select
        timed.*,
        world_request.request_id as record
    from timed
    inner join world_request
        on case timed.name
            when 'request_moved'
                then received_on between noticed_on - 150 and noticed_on - 62
                and coalesce(closed_on >= received_on + 12, true)
                and coalesce(identity_verified_on <= received_on + 5, true)
                and coalesce(
                    identity_requested_on, id_copy_received_on, extended_on
                ) is null
            when 'request_reopened'
                then closed_on between noticed_on - 150 and noticed_on - 62
            when 'request_gone' then closed_on < noticed_on - 400
            when 'request_late'
                then received_on between noticed_on - 90 and noticed_on - 32
        end
    where world_request.client_no not in (select client_no from world_case)

),

of_holdings as (

    select
        timed.*,
        printf('H-%07d', world_holding.holding_no) as record
    from timed
    inner join world_holding
        on case timed.name
            when 'backup_restored'
                then system = 'file_store'
                and erased_on between noticed_on - 150 and noticed_on - 62
            when 'item_gone'
                then system = 'crm'
                and collected_on between noticed_on - 700 and noticed_on - 62
                and coalesce(erased_on > noticed_on, true)
        end
    where world_holding.client_no not in (select client_no from world_case)

),

of_consents as (

    select
        timed.*,
        printf('N-%06d', world_consent.consent_no) as record
    from timed
    inner join world_consent
        on case timed.name
            when 'withdrawal_undone' then withdrawn_on < noticed_on - 62
            when 'consent_moved' then given_on < noticed_on - 62
            when 'consent_gone' then given_on < noticed_on - 62
        end
    where world_consent.client_no not in (select client_no from world_case)

),

of_others as (

    select
        timed.*,
        printf('D-%07d', world_disclosure.disclosure_no) as record
    from timed
    inner join world_disclosure
        on timed.name = 'disclosure_gone'
        and disclosed_on between noticed_on - 200 and noticed_on - 62
    where world_disclosure.client_no not in (select client_no from world_case)
    union all
    select
        timed.*,
        printf('C-%06d', world_client.client_no) as record
    from timed
    inner join world_client
        on timed.name = 'client_moved'
        and registered_on < noticed_on - 62
        and informed_on >= registered_on
    where world_client.client_no not in (select client_no from world_case)
    union all
    select
        timed.*,
        named.record
    from timed
    inner join (
        values
            ('breach_moved', 'B-0010'), ('breach_untold', 'B-0005'),
            ('breach_gone', 'B-0001'), ('agreement_moved', 'AG-00010'),
            ('agreement_late', 'AG-00163')
    ) as named (name, record) using (name)

),

candidates as (

    select * from of_requests
    union all
    select * from of_holdings
    union all
    select * from of_consents
    union all
    select * from of_others

),

-- a record has one fault at most
single_candidates as (

    select *
    from candidates
    qualify row_number() over (
        partition by record order by md5(record || name), first_on, last_on
    ) = 1

)

select
    record,
    name as fault,
    first_on,
    last_on
from single_candidates
qualify row_number() over (
    partition by name, first_on, last_on order by md5(name || record), record
) <= many
order by record
