-- basis: GDPR Art. 5(2), 24 and 39(1)(b)
-- page: findings
-- grain: one row per rule and what breaks it
-- key: rule subject_table subject_key
-- search: rule subject_key client_id
-- column rule varchar: code of the rule (queries/findings)
-- column severity varchar: high, medium or low, as the rule says
-- column subject_table varchar: kind of thing that breaks it
-- column subject_key varchar: key of that thing
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column since date: first day on which it was so; null where no day can be told
-- column evidence varchar: the working, in English
-- column evidence_nl varchar: the working, in Dutch
select
    rule,
    severity,
    subject_table,
    subject_key,
    client_id,
    since,
    evidence,
    evidence_nl
from findings
