-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per severity and band of days since the finding holds (unknown where
--   it has no such day)
-- param as_of date: the day the snapshot describes
-- unit: findings
-- needs: none
-- dimension1: severity
-- dimension2: age
-- threshold: sensitive
-- totals: by severity, by age and over all
-- part: evidence
-- order: 420
-- exempt: cells with findings about organisations and documents alone
with

aged_findings as (

    select
        severity,
        case
            when since is null then 'unknown'
            when since > $as_of then '0-30'
            when date_diff('day', since, $as_of) <= 30 then '0-30'
            when date_diff('day', since, $as_of) <= 90 then '31-90'
            when date_diff('day', since, $as_of) <= 365 then '91-365'
            else '366+'
        end as age,
        is_about_client(subject_table) as is_personal
    from findings

)

select
    severity as value1,
    age as value2,
    count(*) as count,
    bool_or(is_personal) as is_personal
from aged_findings
group by severity, age
