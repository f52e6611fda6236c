-- basis: GDPR Art. 18(1); privacy statement, 'Beperking van de verwerking en
--   wissen'
-- severity: high
-- subject: rights_request
-- needs: rights_request restriction
-- grain: one row per granted restriction that is not on record
select
    rights_request.request_id as subject_key,
    rights_request.client_id,
    rights_request.closed_on as since,
    rights_request.outcome,
    rights_request.closed_on
from rights_request
where rights_request.kind = 'restriction'
    and rights_request.client_id is not null
    and rights_request.outcome in ('granted', 'partly_granted')
    and not exists (
        select 1
        from restriction
        where restriction.client_id = rights_request.client_id
            and restriction.started_on <= rights_request.closed_on
            and (
                restriction.lifted_on is null
                or restriction.lifted_on > rights_request.closed_on
            )
    )
