-- basis: GDPR Art. 5(2) and 24(1)
-- page: followup
-- grain: one row per finding of the snapshot that was marked; of an owner, those of
--   their department
-- key: rule subject_table subject_key
-- search: rule subject_key client_id
-- says evidence: rules.{rule}.evidence
-- param marked varchar[]: keys of the marks that the reader may see
-- column rule varchar: code of the rule (queries/findings)
-- column severity varchar [codes severity]: high, medium or low, as the rule says
-- column subject_table varchar [codes subject_table]: kind of thing that breaks it
-- column subject_key varchar: key of that thing
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column since date: first day on which it was so; null where no day can be told
-- column first_seen date: day of the first snapshot that had it
-- column evidence varchar: the working, in English
-- column evidence_nl varchar: the working, in Dutch
select
    findings.rule,
    findings.severity,
    findings.subject_table,
    findings.subject_key,
    findings.client_id,
    findings.since,
    finding_history.first_seen,
    findings.facts
from findings
inner join finding_history
    on finding_history.rule = findings.rule
    and finding_history.subject_table = findings.subject_table
    and finding_history.subject_key = findings.subject_key
where concat_ws(
    '/', 'finding', findings.rule, findings.subject_table, findings.subject_key
) in (select unnest(cast($marked as varchar[])))
