-- basis: GDPR Art. 12(1), 13 and 14
-- unit: ratio
-- needs: client holding
-- better: higher
-- group: flows
-- order: 330
-- list: clients
-- where: has_live_holding=true
-- counted: is_informed=true
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where is_informed) as numerator,
        count(*) as denominator
    from clients
    where has_live_holding

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
