-- basis: GDPR Art. 12(2)
-- unit: count
-- needs: rights_request
-- better: neutral
-- group: requests
-- order: 250
-- list: requests
-- where: received_12m=true
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from requests
where received_12m
