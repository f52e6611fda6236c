-- basis: GDPR Art. 5(1)(c) and (e); privacy statement, 'Vragen?'
-- severity: high
-- subject: rights_request
-- grain: one row per request with a copy no longer needed
-- param as_of date: the day the snapshot describes
select
    request_id as subject_key,
    client_id,
    cast(
        greatest(id_copy_received_on, identity_verified_on) + 1 as date
    ) as since,
    'Copy received on ' || day_en(id_copy_received_on)
        || ', identity verified on '
        || day_en(identity_verified_on) || '; copy not deleted on '
        || day_en($as_of) || ', days over: '
        || number_en(date_diff(
            'day',
            greatest(id_copy_received_on, identity_verified_on),
            $as_of
        ))
        as evidence,
    'Kopie ontvangen op ' || day_nl(id_copy_received_on)
        || ', identiteit vastgesteld op ' || day_nl(identity_verified_on)
        || '; kopie op ' || day_nl($as_of)
        || ' niet verwijderd, dagen te lang: '
        || number_nl(date_diff(
            'day',
            greatest(id_copy_received_on, identity_verified_on),
            $as_of
        ))
        as evidence_nl
from rights_request
where id_copy_deleted_on is null
    and id_copy_received_on < $as_of
    and identity_verified_on < $as_of
