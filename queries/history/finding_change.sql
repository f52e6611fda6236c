-- title: Which findings are new, returned, standing or solved?
-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per finding of this snapshot or of the previous one; none of a rule
--   that either of them did not assess
-- param previous date: day of the previous snapshot
with

rules_not_assessed as (

    select name as rule
    from summary.not_assessed
    where kind = 'findings'
    union
    select name as rule
    from earlier_not_assessed
    where kind = 'findings'

)

select
    coalesce(findings.rule, earlier.rule) as rule,
    substr(coalesce(findings.rule, earlier.rule), 1, 3) as family,
    coalesce(findings.severity, earlier.severity) as severity,
    coalesce(findings.subject_table, earlier.subject_table) as subject_table,
    coalesce(findings.subject_key, earlier.subject_key) as subject_key,
    case
        when findings.rule is null then 'solved'
        when earlier.rule is null then 'new'
        when earlier.last_seen < $previous then 'returned'
        else 'standing'
    end as change
from findings
full join earlier_finding as earlier
    on earlier.rule = findings.rule
    and earlier.subject_table = findings.subject_table
    and earlier.subject_key = findings.subject_key
anti join rules_not_assessed
    on rules_not_assessed.rule = coalesce(findings.rule, earlier.rule)
where findings.rule is not null or earlier.last_seen = $previous
order by rule, subject_table, subject_key
