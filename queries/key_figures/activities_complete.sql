-- title: Register entries complete
-- title_nl: Register volledig ingevuld
-- definition: Processing activities in the register from which nothing required is
--   missing, as a share of all processing activities.
-- definition_nl: Verwerkingsactiviteiten in het register waaraan niets verplichts
--   ontbreekt, als deel van alle verwerkingsactiviteiten.
-- basis: GDPR Art. 30(1)
-- unit: ratio
-- better: higher
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
