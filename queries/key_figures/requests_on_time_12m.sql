-- basis: GDPR Art. 12(3) and 12(4)
-- unit: ratio
-- needs: rights_request
-- better: higher
-- group: requests
-- order: 210
-- list: requests
-- where: counts_12m=true
-- counted: status=closed_on_time
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where status = 'closed_on_time') as numerator,
        count(*) as denominator
    from requests
    where counts_12m

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
