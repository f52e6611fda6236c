-- basis: GDPR Art. 17(1); privacy statement, 'Beperking van de verwerking en
--   wissen'
-- severity: high
-- subject: rights_request
-- needs: rights_request holding
-- grain: one row per granted request for erasure that was not carried out
-- param as_of date: the day the snapshot describes
with

granted_erasures as (

    select
        rights_request.request_id,
        rights_request.client_id,
        rights_request.closed_on
    from rights_request
    inner join clients
        on clients.client_id = rights_request.client_id
    where rights_request.kind = 'erasure'
        and rights_request.outcome = 'granted'
        and rights_request.closed_on < $as_of
        and not clients.is_restricted

),

left_behind as (

    select
        granted_erasures.request_id,
        granted_erasures.client_id,
        granted_erasures.closed_on,
        count(*) as count_holdings
    from retention
    inner join granted_erasures
        on granted_erasures.client_id = retention.client_id
        and granted_erasures.closed_on >= retention.collected_on
    where retention.erased_on is null
        and retention.rule <> 'fiscal'
    group by
        granted_erasures.request_id,
        granted_erasures.client_id,
        granted_erasures.closed_on

)

select
    request_id as subject_key,
    client_id,
    cast(closed_on + 1 as date) as since,
    closed_on,
    $as_of as as_of,
    count_holdings
from left_behind
