-- basis: GDPR Art. 5(1)(e)
-- unit: count
-- needs: holding client trajectory
-- better: neutral
-- group: retention
-- order: 140
-- list: retention
-- where: status=due_soon
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from retention
where status = 'due_soon'
