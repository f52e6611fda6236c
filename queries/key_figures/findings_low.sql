-- basis: GDPR Art. 5(2) and 24(1)
-- unit: count
-- needs: none
-- better: lower
-- group: evidence
-- order: 430
-- list: findings
-- where: severity=low
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from findings
where severity = 'low'
