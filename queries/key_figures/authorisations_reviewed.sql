-- basis: GDPR Art. 5(1)(f), 25(2) and 32(1)
-- unit: ratio
-- better: higher
-- group: flows
-- order: 350
-- needs: authorisation
-- list: authorisations
-- where: status=reviewed|review_due
-- counted: status=reviewed
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where status = 'reviewed') as numerator,
        count(*) as denominator
    from authorisations
    where status <> 'revoked'

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
