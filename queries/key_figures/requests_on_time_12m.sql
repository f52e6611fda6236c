-- basis: GDPR Art. 12(3) and 12(4)
-- unit: ratio
-- needs: rights_request
-- better: higher
-- group: requests
-- order: 210
-- list: requests
-- where: answer_12m=closed_on_time|closed_late|overdue|seen_overdue
-- counted: answer_12m=closed_on_time
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where answer_12m = 'closed_on_time') as numerator,
        count(answer_12m) as denominator
    from requests

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
