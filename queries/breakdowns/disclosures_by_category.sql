-- basis: GDPR Art. 5(1)(b) and 9(1)
-- grain: one row per category
-- param as_of date: the day the snapshot describes
-- unit: disclosures
-- needs: disclosure
-- dimension1: category
-- within: disclosed_12m=true
-- threshold: sensitive
-- totals: over all
-- part: flows
-- order: 330
select
    category as value1,
    count(*) as count
from disclosure
where disclosed_on > add_months($as_of, -12)
group by category
