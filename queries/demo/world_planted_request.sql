-- title: Requests of the clients to whom something happened
-- grain: one row per such request; numbers count back from the last day
with

planted_requests as (

    select *
    from (
        values
            ('overdue_request', 'access', 'email', 48, null, 46,
                null, null, null, null, null, null, null, null),
            ('late_extension', 'access', 'email', 121, null, 119,
                null, null, null, 84, 61, 'granted', null, null),
            ('unreasoned_refusal', 'rectification', 'website', 152, null,
                150, null, null, null, null, 131, 'refused', null, null),
            ('unverified_answer', 'access', 'phone', 212, null, null,
                null, null, null, null, 197, 'granted', null, null),
            ('unnotified_rectification', 'rectification', 'post', 96,
                null, 93, null, null, null, null, 79, 'granted', null, null),
            ('kept_id_copy', 'access', 'email', 83, 80, 73, 75, true,
                null, null, 57, 'granted', null, null),
            ('unredacted_id_copy', 'portability', 'email', 24, 22, null,
                18, false, null, null, null, null, null, null),
            ('silent_applicant', 'access', 'website', 59, 55, null,
                null, null, null, null, null, null, null, null),
            ('half_erasure', 'erasure', 'email', 64, null, 61,
                null, null, null, null, 40, 'granted', null, 40),
            ('marketing_objection', 'objection_marketing', 'portal', 103,
                null, null, null, null, null, null, 87, 'granted', null, null),
            ('half_withdrawal', 'consent_withdrawal', 'portal', 91, null,
                null, null, null, null, null, 76, 'granted', null, null),
            ('unfrozen_restriction', 'restriction', 'email', 54, null, 52,
                null, null, null, null, 33, 'granted', null, 33),
            ('unfrozen_objection', 'objection', 'email', 19, null, 17,
                null, null, null, null, null, null, null, null),
            ('awaited_identity', 'access', 'email', 20, 17, null,
                null, null, null, null, null, null, null, null),
            ('portal_copy', 'access', 'portal', 47, null, null,
                44, true, 43, null, 31, 'granted', null, null),
            ('empty_refusal', 'erasure', 'email', 73, null, 71,
                null, null, null, null, 52, 'refused', 'n.v.t.', null),
            ('machine_decision', 'automated_decision', 'portal', 66, null,
                null, null, null, null, null, 48, 'granted', null, null),
            ('ignored_objection', 'objection', 'portal', 118, null, null,
                null, null, null, null, 99, 'granted', null, null)
    ) as t (
        name, kind, channel, received, identity_requested,
        identity_verified, id_copy_received, id_copy_redacted,
        id_copy_deleted, extended, closed, outcome, refusal_reason,
        recipients_notified
    )

)

select
    world_case.client_no,
    3 as slot,
    planted_requests.kind,
    planted_requests.channel,
    ago(last_on, received) as received_on,
    ago(last_on, identity_requested) as identity_requested_on,
    ago(last_on, identity_verified) as identity_verified_on,
    ago(last_on, id_copy_received) as id_copy_received_on,
    planted_requests.id_copy_redacted,
    ago(last_on, id_copy_deleted) as id_copy_deleted_on,
    ago(last_on, extended) as extended_on,
    case when planted_requests.extended is not null
        then 'omvang van het dossier'
    end as extension_reason,
    ago(last_on, closed) as closed_on,
    planted_requests.outcome,
    planted_requests.refusal_reason,
    ago(last_on, recipients_notified) as recipients_notified_on,
    'Privacyloket' as department
from planted_requests
inner join world_case
    on planted_requests.name = world_case.name
inner join world_client
    on world_case.client_no = world_client.client_no
cross join world_timeline
where world_client.registered_on <= ago(last_on, received)
order by world_case.client_no, planted_requests.name
