-- basis: GDPR Art. 5(2), 24 and 39(1)(b)
-- page: findings
-- counted_in: findings
-- grain: one row per rule and what breaks it
-- key: rule subject_table subject_key
-- search: rule subject_key client_id
-- says evidence: rules.{rule}.evidence
-- column rule varchar [shown 1, filter 2]: code of the rule (queries/findings)
-- column severity varchar [codes severity, shown 2, filter 1]: high, medium or low, as
--   the rule says
-- column subject_table varchar [codes subject_table, filter 3]: kind of thing that
--   breaks it
-- column subject_key varchar [shown 3]: key of that thing
-- column client_id varchar [shown 4]: pseudonym of the client it is about; null where
--   about none
-- column since date [shown 5, filter 4]: first day on which it was so; null where no
--   day can be told
-- column first_seen date [shown 7, filter 5]: day of the first snapshot that had it
-- column seen_days bigint [shown 8]: days from the first snapshot that had it to the
--   last; null where one alone had it
-- column times bigint [shown 9]: in how many snapshots it was seen, this one included
-- column evidence varchar [shown 6]: the working, in English
-- column evidence_nl varchar: the working, in Dutch
select
    findings.rule,
    findings.severity,
    findings.subject_table,
    findings.subject_key,
    findings.client_id,
    findings.since,
    finding_history.first_seen,
    nullif(
        date_diff('day', finding_history.first_seen, finding_history.last_seen), 0
    ) as seen_days,
    finding_history.times,
    findings.facts
-- each finding has its history: a left join has the same rows and takes less
from findings
left join finding_history
    on finding_history.rule = findings.rule
    and finding_history.subject_table = findings.subject_table
    and finding_history.subject_key = findings.subject_key
