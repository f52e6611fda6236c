-- basis: GDPR Art. 44-46 and 49
-- page: transfers
-- grain: one row per mechanism and per adequacy decision of the policy
-- key: kind code valid_from
-- search: code
-- param as_of date: the day of the snapshot
-- column kind varchar: mechanism or decision
-- column code varchar: mechanism, or country of the decision
-- column valid_from date: first day; null for a mechanism that is none
-- column valid_until date: last day that it can be used; null where it has no end
-- column is_in_force boolean: can be used on the day of the snapshot
-- column needs_assessment boolean: transfers under it need an assessment (Art. 46)
-- column is_partial boolean: a decision that covers a part of the country only
-- column reference varchar: where it is laid down
-- column transfers bigint [needs transfer]: running transfers outside the EEA that lean
--   on it, rightly or not: by this mechanism, or by a decision on this country
-- column without_ground bigint [needs transfer]: those of them that are
--   invalid or have no mechanism
with

running as (

    select
        mechanism,
        country,
        count(*) as transfers,
        count(*) filter (
            where status in ('invalid', 'missing')
        ) as without_ground
    from transfers
    where status not in ('ended', 'within_eea')
    group by mechanism, country

),

grounds as (

    select
        'mechanism' as kind,
        mechanism as code,
        valid_from,
        valid_until,
        needs_assessment,
        false as is_partial,
        reference
    from policy_mechanisms
    union all
    select 'decision', country, valid_from, valid_until, false, partial, reference
    from policy_adequacy

)

select
    grounds.kind,
    grounds.code,
    grounds.valid_from,
    grounds.valid_until,
    coalesce(grounds.valid_from <= $as_of, false)
        and coalesce(grounds.valid_until >= $as_of, true)
        as is_in_force,
    grounds.needs_assessment,
    grounds.is_partial,
    grounds.reference,
    coalesce(cast(sum(running.transfers) as bigint), 0) as transfers,
    coalesce(cast(sum(running.without_ground) as bigint), 0) as without_ground
from grounds
left join running
    on grounds.kind = 'mechanism'
    and running.mechanism = grounds.code
    or grounds.kind = 'decision'
    and running.country = grounds.code
    and (
        running.mechanism = 'adequacy'
        or running.country = 'US' and running.mechanism = 'dpf'
    )
group by
    grounds.kind,
    grounds.code,
    grounds.valid_from,
    grounds.valid_until,
    grounds.needs_assessment,
    grounds.is_partial,
    grounds.reference
