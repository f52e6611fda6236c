-- basis: GDPR Art. 12(3)
-- unit: days
-- needs: rights_request
-- better: lower
-- group: requests
-- order: 260
-- list: requests
-- where: closed_12m=true
-- grain: one row: the value and the counts it is made of
select
    median(handling_days) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from requests
where closed_12m
