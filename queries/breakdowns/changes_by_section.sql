-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per section and change; findings are counted by finding_change
-- compares: previous
-- unit: changes
-- needs: none
-- dimension1: section
-- dimension2: what_changed
-- cells: given
-- threshold: sensitive
-- totals: none
-- part: evidence
-- order: 450
-- exempt: sections about organisations and documents
select
    section as value1,
    change as value2,
    count(*) as count,
    bool_or(is_about_client(subject_table)) as is_personal
from changes
where section <> 'findings'
group by section, change
