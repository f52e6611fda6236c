-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per family and change
-- compares: previous
-- unit: findings
-- needs: none
-- dimension1: family
-- dimension2: change
-- within: change=new|returned|standing|solved
-- threshold: sensitive
-- totals: by family, by change and over all
-- part: evidence
-- order: 440
-- exempt: cells with findings about organisations and documents alone
select
    family as value1,
    change as value2,
    count(*) as count,
    bool_or(is_about_client(subject_table)) as is_personal
from finding_change
group by family, change
