-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per severity and change
-- compares: previous
-- unit: findings
-- needs: none
-- dimension1: severity
-- dimension2: change
-- within: change=new|returned|standing|solved
-- threshold: sensitive
-- totals: by severity, by change and over all
-- part: evidence
-- order: 430
-- exempt: cells with findings about organisations and documents alone
select
    severity as value1,
    change as value2,
    count(*) as count,
    bool_or(is_about_client(subject_table)) as is_personal
from finding_change
group by severity, change
