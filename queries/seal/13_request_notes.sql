-- basis: GDPR Art. 5(1), 7(3), 12, 15-22 and 77(1); UAVG Art. 46; AWR Art. 52(4)
-- grain: one row per note on a rights request
-- stands_by: client_id request_id part step
-- param as_of date: the day the snapshot describes
-- param no_answer varchar[]: texts that say nothing
-- column request_id varchar: the request
-- column client_id varchar: pseudonym of the client who made it; null where
--   another made it
-- column part varchar: todo (left to do, the most pressing first) or meaning (of what
--   is restricted, held and disclosed)
-- column step bigint: place of the note in its part; some places stay empty
-- column code varchar: what is to be done, or is so; data/words has a sentence for it
-- column day date: day by which, or since when
-- column basis varchar: article that the note rests on
-- column asked_on date: day on which more was asked to identify who asks
-- column channel varchar [codes channel]: how the request came in
-- column days bigint: days past its last day
-- column names varchar[]: recipients of the client's data up to the answer, by name
-- column holdings bigint: items of personal data that the note counts
-- column categories varchar[] [codes category]: categories of the items held
-- column consents bigint: consents that the note counts
-- column recipients bigint: recipients of the client's data up to the answer
-- column disclosures bigint: disclosures that the note counts
-- column disclosed_on date: day of the first disclosure that was objected to
-- column restriction_kind varchar [codes restriction_kind]: why it is restricted
with

standing_restrictions as (

    select
        client_id,
        kind,
        started_on,
        row_number() over (
            partition by client_id order by started_on, restriction_id
        ) as place
    from restriction
    where lifted_on is null or lifted_on > $as_of

),

held_by_client as (

    select
        client_id,
        count(*) as live,
        count(*) filter (where rule <> 'fiscal') as erasable,
        count(*) filter (where ground = 'consent') as on_consent,
        count(*) filter (where ground = 'legitimate_interest') as on_interest,
        count(*) filter (
            where ground in ('consent', 'contract')
                and source in ('subject', 'portal', 'website')
        ) as portable,
        list_sort(list(distinct category)) as categories
    from retention
    where erased_on is null
        and client_id in (select requests.client_id from requests)
    group by client_id

),

consents_by_client as (

    select client_id, count(*) as consents
    from consent
    where withdrawn_on is null
        and client_id in (select requests.client_id from requests)
    group by client_id

),

-- who got data up to the answer, where they are to be told in the order in which they
-- first did
disclosed_by_recipient as (

    select
        requests.request_id,
        disclosures.recipient_id,
        any_value(disclosures.recipient_name) as name,
        count(*) as disclosures,
        min(disclosures.disclosed_on || disclosures.disclosure_id) filter (
            where requests.kind in ('rectification', 'erasure', 'restriction')
                and (
                    requests.closed_on is null
                    or requests.recipients_notified_on is null
                )
        ) as first_place
    from requests
    inner join disclosures
        on disclosures.client_id = requests.client_id
        and disclosures.disclosed_on <= coalesce(requests.closed_on, $as_of)
    group by requests.request_id, disclosures.recipient_id

),

disclosed_by_request as (

    select
        request_id,
        count(*) as recipients,
        cast(sum(disclosures) as bigint) as disclosures,
        list_transform(
            list_sort(
                list({'place': first_place, 'name': name}) filter (
                    where first_place is not null
                )
            ),
            lambda recipient: recipient.name
        ) as names
    from disclosed_by_recipient
    group by request_id

),

marketing_by_request as (

    select
        requests.request_id,
        count(*) as disclosures,
        min(disclosures.disclosed_on) as disclosed_on
    from requests
    inner join disclosures
        on disclosures.client_id = requests.client_id
        and disclosures.disclosed_on > requests.received_on
    where requests.kind = 'objection_marketing'
        and disclosures.purpose = 'marketing'
    group by requests.request_id

),

objected_by_request as (

    select
        requests.request_id,
        count(*) as disclosures,
        min(disclosures.disclosed_on) as disclosed_on
    from requests
    inner join disclosures
        on disclosures.client_id = requests.client_id
        and disclosures.disclosed_on > requests.closed_on
    inner join policy_purposes
        on policy_purposes.purpose = disclosures.purpose
        and policy_purposes.objectable
    where requests.kind = 'objection'
        and requests.outcome in ('granted', 'partly_granted')
    group by requests.request_id

),

-- what was held when an erasure was granted, and still is
left_by_request as (

    select requests.request_id, count(*) as holdings
    from requests
    inner join retention
        on retention.client_id = requests.client_id
        and retention.collected_on <= requests.closed_on
    where requests.kind = 'erasure'
        and requests.outcome = 'granted'
        and retention.erased_on is null
        and retention.rule <> 'fiscal'
    group by requests.request_id

),

-- what was consented to when a withdrawal was granted, and still is
consented_by_request as (

    select requests.request_id, count(*) as consents
    from requests
    inner join consent
        on consent.client_id = requests.client_id
        and consent.given_on <= requests.closed_on
    where requests.kind = 'consent_withdrawal'
        and requests.outcome = 'granted'
        and consent.withdrawn_on is null
    group by requests.request_id

),

restricted_by_request as (

    select distinct requests.request_id
    from requests
    inner join restriction
        on restriction.client_id = requests.client_id
        and restriction.started_on <= requests.closed_on
        and (
            restriction.lifted_on is null
            or restriction.lifted_on > requests.closed_on
        )
    where requests.kind = 'restriction'

),

cases as (

    select
        requests.*,
        terms.extendable,
        requests.recipients_notified_on as notified_on,
        requests.kind in (
            'access', 'rectification', 'erasure', 'restriction', 'portability'
        )
        and requests.channel <> 'portal' as has_to_be_identified,
        requests.channel = 'portal'
        or requests.kind in ('objection_marketing', 'consent_withdrawal')
            as needs_no_copy,
        coalesce(
            requests.identity_requested_on <= requests.working.ask_by
            and requests.working.wait_until < $as_of
            and requests.identity_verified_on is null
            and requests.closed_on is null,
            false
        ) as has_waited,
        requests.outcome in ('granted', 'partly_granted') as is_granted,
        requests.kind in ('rectification', 'erasure', 'restriction')
            as has_to_be_told,
        restricted.client_id is not null as is_restricted,
        coalesce(held.live, 0) as live,
        coalesce(held.erasable, 0) as erasable,
        coalesce(held.on_consent, 0) as on_consent,
        coalesce(held.on_interest, 0) as on_interest,
        coalesce(held.portable, 0) as portable,
        held.categories,
        coalesce(consents_by_client.consents, 0) as consents,
        disclosed.names,
        coalesce(disclosed.recipients, 0) as recipients,
        coalesce(disclosed.disclosures, 0) as disclosures,
        coalesce(marketing.disclosures, 0) as marketing,
        marketing.disclosed_on,
        objected.disclosures as objected,
        objected.disclosed_on as objected_on,
        left_behind.holdings as left_behind,
        consented.consents as left_consents,
        restricted_by_request.request_id is not null as was_restricted
    from requests
    inner join policy_request_terms as terms on terms.kind = requests.kind
    left join standing_restrictions as restricted
        on restricted.client_id = requests.client_id
        and restricted.place = 1
    left join held_by_client as held on held.client_id = requests.client_id
    left join consents_by_client
        on consents_by_client.client_id = requests.client_id
    left join disclosed_by_request as disclosed
        on disclosed.request_id = requests.request_id
    left join marketing_by_request as marketing
        on marketing.request_id = requests.request_id
    left join objected_by_request as objected
        on objected.request_id = requests.request_id
    left join left_by_request as left_behind
        on left_behind.request_id = requests.request_id
    left join consented_by_request as consented
        on consented.request_id = requests.request_id
    left join restricted_by_request
        on restricted_by_request.request_id = requests.request_id

),

notes as (

    -- of an open request: identify, answer, extend or refuse, tell
    select
        request_id,
        'todo' as part,
        1 as place,
        case when has_waited then 'identify_or_close' else 'identify' end as code,
        case when has_waited then due_on else working.wait_until end as day,
        'GDPR Art. 12(6)' as basis,
        identity_requested_on as asked_on
    from cases
    where is_awaiting or has_waited
    union all by name
    select
        request_id,
        'todo' as part,
        1 as place,
        'verify_first' as code,
        due_on as day,
        'GDPR Art. 12(6); GDPR Art. 32(1)' as basis,
        channel
    from cases
    where closed_on is null
        and not is_awaiting
        and not has_waited
        and identity_verified_on is null
        and has_to_be_identified
    union all by name
    select
        request_id,
        'todo' as part,
        2 as place,
        case when status = 'overdue' then 'answer_now' else 'answer' end as code,
        due_on as day,
        'GDPR Art. 12(3)' as basis,
        days_overdue as days
    from cases
    where closed_on is null and due_on is not null
    union all by name
    select
        request_id,
        'todo' as part,
        3 as place,
        case when extension_valid then 'refuse_by' else 'extend_by' end as code,
        initial_due_on as day,
        case when extension_valid then 'GDPR Art. 12(4)' else 'GDPR Art. 12(3)' end
            as basis
    from cases
    where closed_on is null
        and initial_due_on >= $as_of
        and (extension_valid or (extendable and extended_on is null))
    union all by name
    select
        request_id,
        'todo' as part,
        case when closed_on is null then 4 else 7 end as place,
        case
            when closed_on is null then 'tell_recipients_then'
            else 'tell_recipients'
        end as code,
        'GDPR Art. 19' as basis
    from cases
    where has_to_be_told
        and recipients > 0
        and (closed_on is null or (is_granted and notified_on is null))
    union all by name

    -- of a closed one: what its answer left undone
    select
        request_id,
        'todo' as part,
        5 as place,
        'give_reason' as code,
        'GDPR Art. 12(4)' as basis
    from cases
    where outcome in ('refused', 'partly_granted')
        and says_nothing(refusal_reason, $no_answer)
    union all by name
    select
        request_id,
        'todo' as part,
        6 as place,
        'check_identity' as code,
        'GDPR Art. 12(6); GDPR Art. 33(5)' as basis
    from cases
    where is_granted
        and has_to_be_identified
        and (identity_verified_on is null or identity_verified_on > closed_on)
    union all by name
    select
        request_id,
        'todo' as part,
        8 as place,
        case when is_restricted then 'erase_later' else 'erase_rest' end as code,
        case when is_restricted then 'GDPR Art. 18(2)' else 'GDPR Art. 17(1)' end
            as basis,
        left_behind as holdings
    from cases
    where left_behind is not null
    union all by name
    select
        request_id,
        'todo' as part,
        9 as place,
        'withdraw_consents' as code,
        'GDPR Art. 7(3)' as basis,
        left_consents as consents
    from cases
    where left_consents is not null
    union all by name
    select
        request_id,
        'todo' as part,
        10 as place,
        'start_restriction' as code,
        'GDPR Art. 18(1)' as basis
    from cases
    where kind = 'restriction'
        and is_granted
        and not was_restricted
        and client_id is not null
    union all by name
    select
        request_id,
        'todo' as part,
        10 as place,
        'restrict_now' as code,
        'GDPR Art. 18(1)(d)' as basis
    from cases
    where kind = 'objection'
        and closed_on is null
        and not is_restricted
        and client_id is not null
    union all by name

    -- of a copy of an identity document
    select
        request_id,
        'todo' as part,
        11 as place,
        case
            when coalesce(identity_verified_on, closed_on) is not null
                then 'delete_copy'
            else 'delete_copy_unneeded'
        end as code,
        case
            when coalesce(identity_verified_on, closed_on) is not null
                then greatest(
                    id_copy_received_on, coalesce(identity_verified_on, closed_on)
                )
            else id_copy_received_on
        end as day,
        'GDPR Art. 5(1)(c) and 5(1)(e)' as basis
    from cases
    where id_copy_received_on is not null
        and id_copy_deleted_on is null
        and (
            identity_verified_on is not null
            or closed_on is not null
            or needs_no_copy
        )
    union all by name
    select
        request_id,
        'todo' as part,
        12 as place,
        'redact_copy' as code,
        id_copy_received_on as day,
        'GDPR Art. 5(1)(c) and 87; UAVG Art. 46' as basis
    from cases
    where id_copy_received_on is not null
        and id_copy_deleted_on is null
        and not coalesce(id_copy_redacted, false)
    union all by name

    -- of an objection to marketing, answered or not
    select
        request_id,
        'todo' as part,
        13 as place,
        case when marketing > 0 then 'stop_marketing_now' else 'stop_marketing' end
            as code,
        'GDPR Art. 21(3)' as basis,
        case when marketing > 0 then marketing end as disclosures,
        disclosed_on
    from cases
    where kind = 'objection_marketing'
        and coalesce(outcome, '') <> 'withdrawn'
        and (marketing > 0 or closed_on is null)
    union all by name
    select
        request_id,
        'todo' as part,
        14 as place,
        'stop_objected' as code,
        'GDPR Art. 21(1)' as basis,
        objected as disclosures,
        objected_on as disclosed_on
    from cases
    where objected is not null
    union all by name

    -- what is restricted
    select
        cases.request_id,
        'meaning' as part,
        2 * restricted.place - 1 as place,
        'restricted' as code,
        restricted.started_on as day,
        'GDPR Art. 18(2)' as basis,
        restricted.kind as restriction_kind
    from cases
    inner join standing_restrictions as restricted
        on restricted.client_id = cases.client_id
    union all by name
    select
        cases.request_id,
        'meaning' as part,
        2 * restricted.place as place,
        'restricted_erasure' as code,
        'GDPR Art. 18(2)' as basis
    from cases
    inner join standing_restrictions as restricted
        on restricted.client_id = cases.client_id
    where cases.kind = 'erasure'
    union all by name
    select
        request_id,
        'meaning' as part,
        1 as place,
        'unrestricted' as code,
        'GDPR Art. 18(1)' as basis
    from cases
    where not is_restricted and client_id is not null
    union all by name
    select
        request_id,
        'meaning' as part,
        1 as place,
        'no_client' as code,
        'GDPR Art. 15(1)' as basis
    from cases
    where client_id is null
    union all by name

    -- what is held
    select
        request_id,
        'meaning' as part,
        1000 as place,
        case
            when kind = 'consent_withdrawal' then 'held_consent'
            when live = 0 then 'held_nothing'
            when closed_on is not null and kind <> 'erasure' then 'held_now'
            else 'held_' || kind
        end as code,
        case
            when kind = 'consent_withdrawal' then 'GDPR Art. 7(3) and 17(1)(b)'
            when live = 0 then 'GDPR Art. 15(1)'
            when kind = 'erasure' then 'GDPR Art. 17(1)'
            when closed_on is not null then 'GDPR Art. 5(1)(e)'
            when kind = 'portability' then 'GDPR Art. 20(1)'
            when kind = 'objection' then 'GDPR Art. 21(1)'
            when kind = 'access' then 'GDPR Art. 15(1) and 15(3)'
            when kind = 'rectification' then 'GDPR Art. 16'
            when kind = 'restriction' then 'GDPR Art. 18(2)'
            when kind = 'automated_decision' then 'GDPR Art. 22(3)'
            else 'GDPR Art. 77(1)'
        end as basis,
        case
            when kind = 'consent_withdrawal' then on_consent
            when kind = 'erasure' then erasable
            when closed_on is not null then live
            when kind = 'portability' then portable
            when kind = 'objection' then on_interest
            else live
        end as holdings,
        consents
    from cases
    where kind <> 'objection_marketing' and client_id is not null
    union all by name
    select
        request_id,
        'meaning' as part,
        1001 as place,
        'held_fiscal' as code,
        'GDPR Art. 17(3)(b); AWR Art. 52(4)' as basis,
        live - erasable as holdings
    from cases
    where kind = 'erasure' and live > erasable
    union all by name
    -- what is asked for must not go while it is asked for
    select
        cases.request_id,
        'meaning' as part,
        1001 as place,
        'erased_meanwhile' as code,
        min(retention.erased_on) as day,
        'GDPR Art. 12(2) and 15(1)' as basis,
        count(*) as holdings
    from cases
    inner join retention
        on retention.client_id = cases.client_id
        and retention.erased_on > cases.received_on
        and retention.erased_on <= coalesce(cases.closed_on, $as_of)
    where cases.kind in ('access', 'portability')
    group by cases.request_id
    union all by name

    -- what went to others
    select
        request_id,
        'meaning' as part,
        1002 as place,
        case
            when recipients = 0 then 'disclosed_nothing'
            when kind = 'access' and closed_on is null then 'disclosed_access'
            when has_to_be_told and notified_on is not null then 'disclosed_told'
            when has_to_be_told and closed_on is null then 'disclosed_to_tell'
            when has_to_be_told and is_granted then 'disclosed_untold'
            else 'disclosed_others'
        end as code,
        case when has_to_be_told and recipients > 0 then notified_on end as day,
        case
            when recipients = 0 then 'GDPR Art. 19'
            when has_to_be_told
                and (notified_on is not null or closed_on is null or is_granted)
                then 'GDPR Art. 19'
            else 'GDPR Art. 15(1)(c)'
        end as basis,
        recipients,
        disclosures
    from cases
    where kind <> 'objection_marketing' and client_id is not null
    union all by name
    select
        request_id,
        'meaning' as part,
        1002 as place,
        'disclosed_marketing' as code,
        'GDPR Art. 21(3)' as basis,
        marketing as disclosures
    from cases
    where kind = 'objection_marketing' and client_id is not null

)

select
    notes.request_id,
    cases.client_id,
    notes.part,
    notes.place as step,
    notes.code,
    cast(notes.day as date) as day,
    notes.basis,
    notes.asked_on,
    notes.channel,
    notes.days,
    case
        when notes.code in ('tell_recipients', 'tell_recipients_then')
            then cases.names
    end as names,
    notes.holdings,
    case when notes.place = 1000 then cases.categories end as categories,
    notes.consents,
    notes.recipients,
    notes.disclosures,
    notes.disclosed_on,
    notes.restriction_kind
from notes
inner join cases on cases.request_id = notes.request_id
