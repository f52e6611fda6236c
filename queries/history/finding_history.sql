-- title: When was every finding first and last seen, and how often?
-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per finding ever seen: a rule about a subject
-- param as_of date: the day the snapshot describes
-- column rule varchar: the rule
-- column severity varchar: severity of the rule when it was last seen
-- column subject_table varchar: what the finding is about
-- column subject_key varchar: which one
-- column first_seen date: day of the first snapshot that had it
-- column last_seen date: day of the last snapshot that had it
-- column times bigint: number of snapshots that had it
select
    coalesce(findings.rule, earlier.rule) as rule,
    coalesce(findings.severity, earlier.severity) as severity,
    coalesce(findings.subject_table, earlier.subject_table) as subject_table,
    coalesce(findings.subject_key, earlier.subject_key) as subject_key,
    coalesce(earlier.first_seen, $as_of) as first_seen,
    case
        when findings.rule is not null then $as_of
        else earlier.last_seen
    end as last_seen,
    coalesce(earlier.times, 0)
        + case when findings.rule is not null then 1 else 0 end as times
from findings
full join earlier_finding as earlier
    on earlier.rule = findings.rule
    and earlier.subject_table = findings.subject_table
    and earlier.subject_key = findings.subject_key
order by rule, subject_table, subject_key
