-- basis: GDPR Art. 33(1)
-- unit: ratio
-- better: higher
-- group: evidence
-- order: 440
-- needs: breach
-- list: breaches
-- where: has_risk=true; discovered_12m=true
-- counted: authority_status=on_time|open
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (
            where authority_status in ('on_time', 'open')
        ) as numerator,
        count(*) as denominator
    from breaches
    where has_risk
        and discovered_12m

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
