-- basis: GDPR Art. 12(3)
-- unit: count
-- needs: rights_request
-- better: neutral
-- group: requests
-- order: 230
-- list: requests
-- where: status=due_soon
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from requests
where status = 'due_soon'
