-- basis: GDPR Art. 5(2), 24 and 39(1)(b)
-- page: agenda
-- grain: one row per rule of high severity with a finding about what has no line in the
--   agenda: there is no day by which it must be done, for it should not be so at all
-- kept: whole
-- key: rule
-- search: rule
-- column rule varchar: code of the rule (queries/findings)
-- column findings bigint: its findings about what has no line in the agenda
-- column all_findings bigint: all its findings
with

high_findings as (

    select
        findings.rule,
        exists (
            select 1
            from agenda
            where agenda.subject_table = findings.subject_table
                and agenda.subject_key = findings.subject_key
        )
        -- what is past its term stands there as an erasure of a trajectory or client
        or (
            findings.subject_table = 'holding'
            and exists (
                select 1
                from retention
                where retention.holding_id = findings.subject_key
                    and retention.status = 'overdue'
            )
        ) as is_dated
    from findings
    where findings.severity = 'high'

)

select
    rule,
    count(*) filter (where not is_dated) as findings,
    count(*) as all_findings
from high_findings
group by rule
having count(*) filter (where not is_dated) > 0
order by rule
