-- basis: GDPR Art. 5(1)(e), 12(3), 24(1), 28(3), 32(1), 33(1), 34(1) and 44
-- grain: one row per deadline that is not met yet; what has no day is left out
-- param as_of date: the day the snapshot describes
-- column deadline_id varchar: names the deadline in every snapshot, wherever its day
--   moves: kind, subject and, for an erasure, the term
-- column kind varchar [codes deadline, filter 1]: request; erasure; agreement and
--   certificate (of a recipient); authorisation and activity (a review);
--   breach_authority, breach_subjects (to be told); transfer (its ground ends)
-- column subject_table varchar [codes subject_table]: kind of thing that it is about
-- column subject_key varchar [shown 3]: key of that thing
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column due_on date [shown 1, filter 2]: last day that is in time
-- column due_at timestamptz: the moment, where an hour counts; else null
-- column days_left bigint [shown 2]: days from the day of the snapshot; negative when
--   past
-- column period varchar [codes deadline_period, filter 3]: overdue (as the rules say),
--   week (within 7 days), month (later, within a month), later
-- column items bigint: items of personal data to erase; null for what is no erasure
-- column hold varchar [codes hold, shown 4]: why it may not be done yet: restricted
--   (the processing is), keep (inside the duty to keep); null where nothing is in the
--   way
-- column department varchar [shown 5, filter 4]: department whose turn it is; null
--   where none is on record
-- column basis varchar: the duty, in English
-- column basis_nl varchar: the duty, in Dutch
-- column what varchar: what is to be done, in English
-- column what_nl varchar: what is to be done, in Dutch
-- column working varchar: how the day came about, in English
-- column working_nl varchar: how the day came about, in Dutch
with

request_deadlines as (

    select
        'request/' || requests.request_id as deadline_id,
        'request' as kind,
        'rights_request' as subject_table,
        requests.request_id as subject_key,
        requests.client_id,
        requests.due_on,
        cast(null as timestamptz) as due_at,
        requests.status = 'overdue' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        requests.department,
        'GDPR Art. 12(3)' as basis,
        'AVG art. 12 lid 3' as basis_nl,
        'Answer request ' || requests.request_id || ' ('
            || said_en('request_kind', requests.kind) || ')'
            as what,
        'Verzoek ' || requests.request_id || ' beantwoorden ('
            || said_nl('request_kind', requests.kind) || ')' as what_nl,
        'Received on ' || day_en(requests.received_on) || '; '
            || case
                when requests.paused_days > 0
                    then 'paused for ' || requests.paused_days || ' days; '
                else ''
            end
            || case
                when requests.extension_valid
                    then 'extended on ' || day_en(requests.extended_on) || '; '
                else ''
            end
            || 'answer due on ' || day_en(requests.due_on) as working,
        'Ontvangen op ' || day_nl(requests.received_on) || '; '
            || case
                when requests.paused_days > 0
                    then requests.paused_days || ' dagen opgeschort; '
                else ''
            end
            || case
                when requests.extension_valid
                    then 'verlengd op ' || day_nl(requests.extended_on) || '; '
                else ''
            end
            || 'antwoord uiterlijk op ' || day_nl(requests.due_on) as working_nl
    from requests
    where requests.status in ('overdue', 'due_soon', 'on_track')

),

restricted_clients as (

    select distinct client_id
    from restriction
    where started_on <= $as_of
        and (lifted_on is null or lifted_on > $as_of)

),

-- the term by which a holding is due: all of one client, trajectory and term
-- are due on the same day, whatever that day becomes
termed_holdings as (

    select
        retention.*,
        restricted_clients.client_id is not null as is_restricted,
        case
            when retention.rule = 'fiscal'
                then 'fiscal ' || retention.fiscal_year
            when retention.rule = 'verification'
                then 'verification ' || retention.holding_id
            -- of an item whose consent stands, the trajectory's term runs
            when retention.rule = 'consent'
                and latest_consents.withdrawn_on is not null
                then 'consent ' || retention.item
            else 'trajectory'
        end as term
    from retention
    left join restricted_clients
        on restricted_clients.client_id = retention.client_id
    left join (
        select client_id, item, withdrawn_on
        from consent
        qualify row_number() over (
            partition by client_id, item
            order by given_on desc, consent_id desc
        ) = 1
    ) as latest_consents
        on latest_consents.client_id = retention.client_id
        and latest_consents.item = retention.item
    where retention.status in ('overdue', 'due_soon', 'within')

),

erasures as (

    select
        client_id,
        trajectory_id,
        term,
        effective_due_on,
        rule = 'fiscal' as is_fiscal,
        rule = 'verification' as is_copy,
        is_restricted,
        status = 'overdue' as is_overdue,
        count(*) as items,
        min(clock_on) as clock_on,
        min(due_on) as due_on,
        min(keep_until) as keep_until,
        coalesce('trajectory ' || trajectory_id, 'client ' || client_id)
            as owner,
        coalesce('traject ' || trajectory_id, 'cliënt ' || client_id)
            as owner_nl
    from termed_holdings
    group by all

),

erasure_deadlines as (

    select
        'erasure/' || coalesce(trajectory_id, client_id) || '/' || term
            as deadline_id,
        'erasure' as kind,
        case when trajectory_id is null then 'client' else 'trajectory' end
            as subject_table,
        coalesce(trajectory_id, client_id) as subject_key,
        client_id,
        effective_due_on as due_on,
        cast(null as timestamptz) as due_at,
        is_overdue,
        items,
        case
            when is_restricted then 'restricted'
            when keep_until >= $as_of then 'keep'
        end as hold,
        cast(null as varchar) as department,
        case
            when is_fiscal then 'GDPR Art. 5(1)(e); AWR Art. 52(4)'
            else 'GDPR Art. 5(1)(e)'
        end as basis,
        case
            when is_fiscal then 'AVG art. 5 lid 1 onder e; AWR art. 52 lid 4'
            else 'AVG art. 5 lid 1 onder e'
        end as basis_nl,
        'Erase ' || items || case when items = 1 then ' item' else ' items' end
            || ' of ' || owner
            || case
                when is_fiscal then ' (invoicing)'
                when is_copy then ' (identity check)'
                when term <> 'trajectory' then ' (consent withdrawn)'
                else ''
            end as what,
        items || case when items = 1 then ' gegeven' else ' gegevens' end
            || ' van ' || owner_nl || ' wissen'
            || case
                when is_fiscal then ' (facturatie)'
                when is_copy then ' (identiteitscontrole)'
                when term <> 'trajectory' then ' (toestemming ingetrokken)'
                else ''
            end as what_nl,
        'Term runs from ' || day_en(clock_on) || '; '
            || coalesce('duty to keep until ' || day_en(keep_until) || '; ', '')
            || 'last day ' || day_en(due_on)
            || case
                when effective_due_on > due_on
                    then '; restricted until ' || day_en(effective_due_on)
                else ''
            end as working,
        'Termijn loopt vanaf ' || day_nl(clock_on) || '; '
            || coalesce('bewaarplicht tot en met ' || day_nl(keep_until) || '; ', '')
            || 'laatste dag ' || day_nl(due_on)
            || case
                when effective_due_on > due_on
                    then '; verwerking beperkt tot ' || day_nl(effective_due_on)
                else ''
            end as working_nl
    from erasures

),

-- an agreement that ended is late while data still go to the recipient
agreement_deadlines as (

    select
        'agreement/' || recipient_id as deadline_id,
        'agreement' as kind,
        'recipient' as subject_table,
        recipient_id as subject_key,
        cast(null as varchar) as client_id,
        agreement_ends_on as due_on,
        cast(null as timestamptz) as due_at,
        agreement = 'expired' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        cast(null as varchar) as department,
        case
            when role = 'joint_controller' then 'GDPR Art. 26(1)'
            else 'GDPR Art. 28(3)'
        end as basis,
        case
            when role = 'joint_controller' then 'AVG art. 26 lid 1'
            else 'AVG art. 28 lid 3'
        end as basis_nl,
        'Renew the agreement with ' || name as what,
        'Overeenkomst met ' || name || ' verlengen' as what_nl,
        'Signed on ' || day_en(agreement_signed_on) || ', ends on '
            || day_en(agreement_ends_on)
            || '; disclosures in 12 months: ' || disclosures_12m as working,
        'Getekend op ' || day_nl(agreement_signed_on) || ', eindigt op '
            || day_nl(agreement_ends_on) || '; verstrekkingen in 12 maanden: '
            || disclosures_12m as working_nl
    from recipients
    where agreement_ends_on is not null
        and (
            agreement in ('in_force', 'ending_soon')
            or (agreement = 'expired' and disclosures_12m > 0)
        )

),

certificate_deadlines as (

    select
        'certificate/' || recipient_id as deadline_id,
        'certificate' as kind,
        'recipient' as subject_table,
        recipient_id as subject_key,
        cast(null as varchar) as client_id,
        iso27001_until as due_on,
        cast(null as timestamptz) as due_at,
        iso27001 = 'expired' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        cast(null as varchar) as department,
        'GDPR Art. 32(1)' as basis,
        'AVG art. 32 lid 1' as basis_nl,
        'Ask ' || name || ' for a new ISO 27001 certificate' as what,
        'Nieuw certificaat ISO 27001 vragen aan ' || name as what_nl,
        'Certificate valid until ' || day_en(iso27001_until)
            || '; disclosures in 12 months: ' || disclosures_12m as working,
        'Certificaat geldig tot en met ' || day_nl(iso27001_until)
            || '; verstrekkingen in 12 maanden: ' || disclosures_12m
            as working_nl
    from recipients
    where iso27001 in ('valid', 'ending_soon')
        or (iso27001 = 'expired' and disclosures_12m > 0)

),

authorisation_deadlines as (

    select
        'authorisation/' || authorisation_id as deadline_id,
        'authorisation' as kind,
        'authorisation' as subject_table,
        authorisation_id as subject_key,
        cast(null as varchar) as client_id,
        add_months(coalesce(reviewed_on, granted_on), 12) as due_on,
        cast(null as timestamptz) as due_at,
        status = 'review_due' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        department,
        'GDPR Art. 32(1)(d)' as basis,
        'AVG art. 32 lid 1 onder d' as basis_nl,
        'Review authorisation ' || authorisation_id || ' of ' || department
            as what,
        'Autorisatie ' || authorisation_id || ' van ' || department
            || ' beoordelen' as what_nl,
        coalesce(
            'Last reviewed on ' || day_en(reviewed_on),
            'Granted on ' || day_en(granted_on) || ' and never reviewed'
        ) || ' + 12 months' as working,
        coalesce(
            'Laatst beoordeeld op ' || day_nl(reviewed_on),
            'Verleend op ' || day_nl(granted_on) || ' en nooit beoordeeld'
        ) || ' + 12 maanden' as working_nl
    from authorisations
    where revoked_on is null

),

activity_deadlines as (

    select
        'activity/' || activity_id as deadline_id,
        'activity' as kind,
        'activity' as subject_table,
        activity_id as subject_key,
        cast(null as varchar) as client_id,
        add_months(reviewed_on, 12) as due_on,
        cast(null as timestamptz) as due_at,
        reviewed_on < add_months($as_of, -12) as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        owner as department,
        'GDPR Art. 5(2) and 24(1)' as basis,
        'AVG art. 5 lid 2 en 24 lid 1' as basis_nl,
        'Review activity ' || activity_id || ' in the register' as what,
        'Activiteit ' || activity_id || ' in het register beoordelen' as what_nl,
        'Last reviewed on ' || day_en(reviewed_on) || ' + 12 months' as working,
        'Laatst beoordeeld op ' || day_nl(reviewed_on) || ' + 12 maanden' as working_nl
    from register
    where reviewed_on is not null

),

due_breaches as (

    select
        *,
        timezone('Europe/Amsterdam', discovered_at) as discovered_local,
        timezone('Europe/Amsterdam', authority_due_at) as due_local
    from breaches
    where has_risk

),

breach_deadlines as (

    select
        'breach/' || breach_id || '/authority' as deadline_id,
        'breach_authority' as kind,
        'breach' as subject_table,
        breach_id as subject_key,
        cast(null as varchar) as client_id,
        cast(due_local as date) as due_on,
        authority_due_at as due_at,
        cast(due_local as date) <= $as_of as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        cast(null as varchar) as department,
        'GDPR Art. 33(1)' as basis,
        'AVG art. 33 lid 1' as basis_nl,
        'Notify the authority of breach ' || breach_id as what,
        'Datalek ' || breach_id || ' melden bij de AP' as what_nl,
        'Discovered ' || moment_en(discovered_local)
            || ' + 72 hours = ' || moment_en(due_local)
            || ' (Europe/Amsterdam)' as working,
        'Ontdekt op ' || moment_nl(discovered_local)
            || ' + 72 uur = ' || moment_nl(due_local)
            || ' (Europe/Amsterdam)' as working_nl
    from due_breaches
    where authority_notified_at is null

),

subjects_deadlines as (

    select
        'breach/' || breach_id || '/subjects' as deadline_id,
        'breach_subjects' as kind,
        'breach' as subject_table,
        breach_id as subject_key,
        cast(null as varchar) as client_id,
        cast(due_local as date) as due_on,
        authority_due_at as due_at,
        cast(due_local as date) <= $as_of as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        cast(null as varchar) as department,
        'GDPR Art. 34(1)' as basis,
        'AVG art. 34 lid 1' as basis_nl,
        'Tell the clients concerned of breach ' || breach_id as what,
        'Betrokkenen inlichten over datalek ' || breach_id as what_nl,
        'High risk; discovered ' || moment_en(discovered_local)
            || ' + 72 hours = ' || moment_en(due_local)
            || ' (Europe/Amsterdam)' as working,
        'Hoog risico; ontdekt op '
            || moment_nl(discovered_local)
            || ' + 72 uur = ' || moment_nl(due_local)
            || ' (Europe/Amsterdam)' as working_nl
    from due_breaches
    where risk = 'high'
        and subjects_notified_at is null

),

-- the last day of a ground that ended, or that will
grounded_transfers as (

    select
        transfers.*,
        case
            when transfers.status = 'invalid'
                and transfers.invalid_since > transfers.started_on
                then transfers.invalid_since - 1
            when transfers.status = 'adequate' then transfers.decision_until
            when transfers.status in ('safeguarded', 'unassessed', 'derogation')
                then mechanisms.valid_until
        end as ground_until
    from transfers
    inner join policy_mechanisms as mechanisms
        on mechanisms.mechanism = transfers.mechanism

),

transfer_deadlines as (

    select
        'transfer/' || transfer_id as deadline_id,
        'transfer' as kind,
        'transfer' as subject_table,
        transfer_id as subject_key,
        cast(null as varchar) as client_id,
        ground_until as due_on,
        cast(null as timestamptz) as due_at,
        status = 'invalid' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        cast(null as varchar) as department,
        'GDPR Art. 44-46' as basis,
        'AVG art. 44-46' as basis_nl,
        'Find a new ground for transfer ' || transfer_id || ' to '
            || recipient_name || ' (' || said_en('country', country) || ')' as what,
        'Nieuwe grond zoeken voor doorgifte ' || transfer_id || ' aan '
            || recipient_name || ' (' || said_nl('country', country) || ')'
            as what_nl,
        'The ground is valid until ' || day_en(ground_until) as working,
        'De grond geldt tot en met ' || day_nl(ground_until) as working_nl
    from grounded_transfers
    where ground_until is not null

),

deadlines as (

    select * from request_deadlines
    union all
    select * from erasure_deadlines
    union all
    select * from agreement_deadlines
    union all
    select * from certificate_deadlines
    union all
    select * from authorisation_deadlines
    union all
    select * from activity_deadlines
    union all
    select * from breach_deadlines
    union all
    select * from subjects_deadlines
    union all
    select * from transfer_deadlines

)

select
    deadline_id,
    kind,
    subject_table,
    subject_key,
    client_id,
    due_on,
    due_at,
    date_diff('day', $as_of, due_on) as days_left,
    case
        when is_overdue then 'overdue'
        when due_on <= $as_of + 7 then 'week'
        when due_on <= add_months($as_of, 1) then 'month'
        else 'later'
    end as period,
    items,
    hold,
    department,
    basis,
    basis_nl,
    what,
    what_nl,
    working,
    working_nl
from deadlines
order by due_on, deadline_id
