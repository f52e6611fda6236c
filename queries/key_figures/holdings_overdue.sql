-- basis: GDPR Art. 5(1)(e) and 17(1)
-- unit: count
-- needs: holding client trajectory
-- better: lower
-- group: retention
-- order: 120
-- list: retention
-- where: status=overdue
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from retention
where status = 'overdue'
