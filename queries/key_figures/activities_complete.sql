-- basis: GDPR Art. 30(1)
-- unit: ratio
-- better: higher
-- group: flows
-- order: 340
-- needs: activity
-- list: register
-- counted: is_complete=true
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where is_complete) as numerator,
        count(*) as denominator
    from register

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
