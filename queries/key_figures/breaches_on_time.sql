-- basis: GDPR Art. 33(1)
-- unit: ratio
-- needs: breach
-- better: higher
-- group: evidence
-- order: 440
-- list: breaches
-- where: has_risk=true
-- counted: status=on_time
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where status = 'on_time') as numerator,
        count(*) as denominator
    from breaches
    where has_risk

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
