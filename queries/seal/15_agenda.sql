-- basis: GDPR Art. 5(1)(e), 12(3), 24(1), 28(3), 32(1), 33(1), 34(1) and 44
-- grain: one row per deadline that is not met yet; what has no day is left out
-- param as_of date: the day the snapshot describes
-- param review_months integer: a norm of the house
-- param subjects_told_hours integer: a norm of the house
-- column deadline_id varchar: names the deadline in every snapshot, wherever its day
--   moves: kind, subject and, for an erasure, the term
-- column kind varchar [codes deadline, filter 1]: request; erasure; agreement and
--   certificate (of a recipient); authorisation and activity (a review);
--   breach_authority, breach_subjects (to be told); transfer (its ground ends)
-- column subject_table varchar [codes subject_table]: kind of thing that it is about
-- column subject_key varchar [shown 1]: key of that thing
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column due_on date [shown 2, filter 2]: last day that is in time
-- column due_at timestamptz: the moment, where an hour counts; else null
-- column days_left bigint [shown 3]: days from the day of the snapshot; negative when
--   past
-- column period varchar [codes deadline_period, filter 3]: overdue (as the rules say),
--   week (within 7 days), month (later, within a month), later
-- column items bigint: items of personal data to erase; null for what is no erasure
-- column hold varchar [codes hold, shown 7]: why it may not be done yet: restricted
--   (the processing is), keep (inside the duty to keep); null where nothing is in the
--   way
-- column department varchar [shown 6, filter 4]: department whose turn it is; null
--   where none is on record
-- column facts struct: what its sentences are made of (data/words, [deadlines])
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
        requests.kind as request_kind,
        requests.received_on,
        nullif(requests.paused_days, 0) as paused_days,
        case when requests.extension_valid then requests.extended_on end
            as extended_on
    from requests
    where requests.status in ('overdue', 'due_soon', 'on_track')

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
        trajectory_id,
        is_fiscal,
        is_copy,
        term <> 'trajectory' as is_withdrawn,
        clock_on,
        keep_until,
        due_on as last_day,
        case when effective_due_on > due_on then effective_due_on end
            as restricted_until
    from due_erasures

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
        name as recipient_name,
        role = 'joint_controller' as is_joint,
        agreement_signed_on,
        disclosures_12m
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
        name as recipient_name,
        disclosures_12m
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
        add_months(coalesce(reviewed_on, granted_on), $review_months) as due_on,
        cast(null as timestamptz) as due_at,
        status = 'review_due' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        department,
        reviewed_on,
        granted_on,
        $review_months as review_months
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
        add_months(reviewed_on, $review_months) as due_on,
        cast(null as timestamptz) as due_at,
        reviewed_on < add_months($as_of, -$review_months) as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        owner as department,
        reviewed_on,
        $review_months as review_months
    from register
    where reviewed_on is not null

),

breach_deadlines as (

    select
        'breach/' || breach_id || '/authority' as deadline_id,
        'breach_authority' as kind,
        'breach' as subject_table,
        breach_id as subject_key,
        cast(null as varchar) as client_id,
        cast(timezone('Europe/Amsterdam', authority_due_at) as date) as due_on,
        authority_due_at as due_at,
        authority_status = 'overdue' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        cast(null as varchar) as department,
        discovered_at
    from breaches
    where authority_status in ('open', 'overdue')

),

subjects_deadlines as (

    select
        'breach/' || breach_id || '/subjects' as deadline_id,
        'breach_subjects' as kind,
        'breach' as subject_table,
        breach_id as subject_key,
        cast(null as varchar) as client_id,
        cast(timezone('Europe/Amsterdam', subjects_due_at) as date) as due_on,
        subjects_due_at as due_at,
        subjects_status = 'overdue' as is_overdue,
        cast(null as bigint) as items,
        cast(null as varchar) as hold,
        cast(null as varchar) as department,
        discovered_at,
        $subjects_told_hours as subjects_told_hours
    from breaches
    where subjects_status in ('open', 'overdue')

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
        recipient_name,
        country
    from grounded_transfers
    where ground_until is not null

),

-- of ten million clients the engine kept all rows of the union in memory that it was to
-- sort; those of one that is materialized it spills
deadlines as materialized (

    select * from erasure_deadlines
    union all by name
    select * from request_deadlines
    union all by name
    select * from agreement_deadlines
    union all by name
    select * from certificate_deadlines
    union all by name
    select * from authorisation_deadlines
    union all by name
    select * from activity_deadlines
    union all by name
    select * from breach_deadlines
    union all by name
    select * from subjects_deadlines
    union all by name
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
    struct_pack(
        subject_key := subject_key,
        client_id := client_id,
        due_on := due_on,
        due_at := due_at,
        items := items,
        department := department,
        request_kind := request_kind,
        received_on := received_on,
        paused_days := paused_days,
        extended_on := extended_on,
        trajectory_id := trajectory_id,
        is_fiscal := is_fiscal,
        is_copy := is_copy,
        is_withdrawn := is_withdrawn,
        clock_on := clock_on,
        keep_until := keep_until,
        last_day := last_day,
        restricted_until := restricted_until,
        recipient_name := recipient_name,
        is_joint := is_joint,
        agreement_signed_on := agreement_signed_on,
        disclosures_12m := disclosures_12m,
        reviewed_on := reviewed_on,
        granted_on := granted_on,
        review_months := review_months,
        discovered_at := discovered_at,
        subjects_told_hours := subjects_told_hours,
        country := country
    ) as facts
from deadlines
order by due_on, deadline_id
