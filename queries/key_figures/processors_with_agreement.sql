-- basis: GDPR Art. 28(3) and 26(1)
-- unit: ratio
-- better: higher
-- group: flows
-- order: 310
-- needs: recipient agreement
-- list: recipients
-- where: agreement=missing|expired|ending_soon|in_force
-- counted: agreement=ending_soon|in_force
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (
            where agreement in ('ending_soon', 'in_force')
        ) as numerator,
        count(*) as denominator
    from recipients
    where agreement <> 'not_required'

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
