-- title: Which findings are new, returned, standing or solved?
-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per finding of this snapshot or of the previous one
-- param previous date: day of the previous snapshot
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
where findings.rule is not null or earlier.last_seen = $previous
order by rule, subject_table, subject_key
