-- title: Which granted requests were carried out, and which were not yet?
-- basis: GDPR Art. 5(2), 7(3), 16 to 18 and 21
-- grain: one row per granted request of a client that is not carried out, as far as the
--   records of the later snapshot show, or that is since the earlier one
-- param earlier varchar: the database of the earlier snapshot
-- param later varchar: the database of the later snapshot
-- param earlier_on date: the day that the earlier snapshot describes
-- param missing varchar[]: tables that one of the two does not deliver
-- param rows varchar: the rows of the records' sections, as a table with its database
-- column section varchar: the section
-- column subject_table varchar: table of what it is about
-- column subject_key varchar: key of what it is about
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column change varchar: done or not_done. Erasure: nothing is held that was collected
--   until it was granted, save under the fiscal duty to keep. Rectification: an item
--   was
--   collected, erased or changed since it was received; said not to be done only where
--   it was received and granted between the two snapshots. Restriction: one stood when
--   it was granted, or later. Withdrawal: no consent given until then stands.
--   Objection:
--   since it was granted nothing went out for a purpose objected to
-- column column varchar: done_on, a day that no record holds as such
-- column before varchar: null
-- column after varchar: day from which on it was done; null where no record says it
with

granted as (

    select 'earlier' as seen, request_id, client_id, kind, received_on, closed_on
    from query_table($earlier || '.rights_request')
    where outcome = 'granted' and client_id is not null
    union all
    select 'later' as seen, request_id, client_id, kind, received_on, closed_on
    from query_table($later || '.rights_request')
    where outcome = 'granted' and client_id is not null

),

-- of those alone whose request is about what is held
held as (

    select 'earlier' as seen, client_id, collected_on, erased_on, rule
    from query_table($earlier || '.retention')
    where client_id in (
        select client_id from granted where kind in ('erasure', 'rectification')
    )
    union all
    select 'later' as seen, client_id, collected_on, erased_on, rule
    from query_table($later || '.retention')
    where client_id in (
        select client_id from granted where kind in ('erasure', 'rectification')
    )

),

erasures as (

    select
        granted.seen,
        granted.request_id,
        count(*) filter (
            where held.erased_on is null
                and held.collected_on <= granted.closed_on
                and held.rule <> 'fiscal'
        ) = 0 as is_done,
        max(held.erased_on) filter (
            where held.erased_on >= granted.received_on
                and held.collected_on <= granted.closed_on
        ) as done_on
    from granted
    left join held on held.seen = granted.seen and held.client_id = granted.client_id
    where granted.kind = 'erasure'
    group by granted.seen, granted.request_id

),

changed_clients as (

    select distinct client_id
    from query_table($rows)
    where subject_table = 'holding'
        and change in ('erased', 'returned', 'moved_date', 'changed')

),

rectifications as (

    select
        granted.seen,
        granted.request_id,
        count(*) filter (
            where held.collected_on >= granted.received_on
                or held.erased_on >= granted.received_on
        ) > 0
        -- of one granted before, a later change may be about anything
        or (
            granted.seen = 'later'
            and granted.closed_on > $earlier_on
            and granted.client_id in (select client_id from changed_clients)
        ) as is_done,
        least(
            min(held.collected_on) filter (
                where held.collected_on >= granted.received_on
            ),
            min(held.erased_on) filter (
                where held.erased_on >= granted.received_on
            )
        ) as done_on
    from granted
    left join held on held.seen = granted.seen and held.client_id = granted.client_id
    where granted.kind = 'rectification'
    group by
        granted.seen, granted.request_id, granted.client_id, granted.closed_on

),

restrained as (

    select 'earlier' as seen, client_id, started_on, lifted_on
    from query_table($earlier || '.restriction')
    union all
    select 'later' as seen, client_id, started_on, lifted_on
    from query_table($later || '.restriction')

),

restrictions as (

    select
        granted.seen,
        granted.request_id,
        count(restrained.client_id) > 0 as is_done,
        min(restrained.started_on) as done_on
    from granted
    left join restrained
        on restrained.seen = granted.seen
        and restrained.client_id = granted.client_id
        and coalesce(restrained.lifted_on > granted.closed_on, true)
    where granted.kind = 'restriction'
    group by granted.seen, granted.request_id

),

consented as (

    select 'earlier' as seen, client_id, given_on, withdrawn_on
    from query_table($earlier || '.consent')
    union all
    select 'later' as seen, client_id, given_on, withdrawn_on
    from query_table($later || '.consent')

),

withdrawals as (

    select
        granted.seen,
        granted.request_id,
        count(*) filter (
            where consented.given_on is not null and consented.withdrawn_on is null
        ) = 0 as is_done,
        max(consented.withdrawn_on) as done_on
    from granted
    left join consented
        on consented.seen = granted.seen
        and consented.client_id = granted.client_id
        and consented.given_on <= granted.closed_on
    where granted.kind = 'consent_withdrawal'
    group by granted.seen, granted.request_id

),

disclosed as (

    select 'earlier' as seen, client_id, disclosed_on, purpose
    from query_table($earlier || '.disclosure')
    union all
    select 'later' as seen, client_id, disclosed_on, purpose
    from query_table($later || '.disclosure')

),

objected_to as (

    select 'objection' as kind, purpose
    from query_table($later || '.policy_purposes')
    where objectable
    union all
    select 'objection_marketing' as kind, 'marketing' as purpose

),

objections as (

    select
        granted.seen,
        granted.request_id,
        count(objected_to.purpose) = 0 as is_done,
        cast(null as date) as done_on
    from granted
    left join disclosed
        on disclosed.seen = granted.seen
        and disclosed.client_id = granted.client_id
        and disclosed.disclosed_on > granted.closed_on
    left join objected_to
        on objected_to.kind = granted.kind
        and objected_to.purpose = disclosed.purpose
    where granted.kind in ('objection', 'objection_marketing')
    group by granted.seen, granted.request_id

),

states as (

    select * from erasures where not list_contains($missing, 'holding')
    union all
    select * from rectifications where not list_contains($missing, 'holding')
    union all
    select * from restrictions where not list_contains($missing, 'restriction')
    union all
    select * from withdrawals where not list_contains($missing, 'consent')
    union all
    select * from objections where not list_contains($missing, 'disclosure')

)

select
    'promises' as section,
    'rights_request' as subject_table,
    granted.request_id as subject_key,
    granted.client_id,
    case when later.is_done then 'done' else 'not_done' end as change,
    'done_on' as "column",
    null as before,
    case when later.is_done then cast(later.done_on as varchar) end as after
from states as later
inner join granted
    on granted.seen = later.seen
    and granted.request_id = later.request_id
left join states as earlier
    on earlier.seen = 'earlier'
    and earlier.request_id = later.request_id
where later.seen = 'later'
    and (not later.is_done or not coalesce(earlier.is_done, false))
    and (
        later.is_done
        or granted.kind <> 'rectification'
        or granted.received_on > $earlier_on
    )
