-- basis: GDPR Art. 5(1)(e) and 17(1)
-- unit: count
-- needs: holding client trajectory
-- better: lower
-- group: retention
-- order: 130
-- list: clients
-- where: has_overdue_holding=true
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from clients
where has_overdue_holding
