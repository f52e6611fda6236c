-- title: Breaches reported in time
-- title_nl: Datalekken op tijd gemeld
-- definition: Breaches with a risk of which the authority was told within 72 hours
--   of discovery, or can still be told so, as a share of the breaches with a risk.
-- definition_nl: Datalekken met een risico die binnen 72 uur na ontdekking aan de
--   toezichthouder zijn gemeld, of nog binnen die tijd kunnen worden gemeld, als
--   deel van de datalekken met een risico.
-- basis: GDPR Art. 33(1)
-- unit: ratio
-- better: higher
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
