-- basis: GDPR Art. 5(1)(e)
-- grain: one row per category and status that occurs together
-- unit: holdings
-- needs: holding client trajectory
-- dimension1: category
-- dimension2: status
-- threshold: sensitive
-- totals: by category, by status and over all
-- part: retention
-- order: 230
select
    category as value1,
    status as value2,
    count(*) as count
from retention
group by category, status
