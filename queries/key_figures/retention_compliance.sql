-- basis: GDPR Art. 5(1)(e); privacy statement, 'Hoe lang wij uw gegevens bewaren'
-- unit: ratio
-- needs: holding client trajectory
-- better: higher
-- group: retention
-- order: 110
-- list: retention
-- where: status=running|due_soon|within|on_hold|overdue
-- counted: status=running|due_soon|within|on_hold
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where status <> 'overdue') as numerator,
        count(*) as denominator
    from retention
    where status in ('running', 'due_soon', 'within', 'on_hold', 'overdue')

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
