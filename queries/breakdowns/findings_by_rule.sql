-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per rule with a finding, with its severity
-- unit: findings
-- needs: none
-- dimension1: rule
-- dimension2: severity
-- cells: given
-- threshold: sensitive
-- totals: by rule, by severity and over all
-- part: evidence
-- order: 410
-- exempt: rules about organisations and documents, whose findings count no persons
select
    rule as value1,
    severity as value2,
    count(*) as count,
    bool_or(is_about_client(subject_table)) as is_personal
from findings
group by rule, severity
