-- basis: GDPR Art. 18(1) and 18(2)
-- unit: count
-- needs: holding client trajectory restriction
-- better: neutral
-- group: retention
-- order: 150
-- list: retention
-- where: status=on_hold
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from retention
where status = 'on_hold'
