-- basis: GDPR Art. 12(2)
-- grain: one row per channel
-- unit: requests
-- needs: rights_request
-- dimension1: channel
-- threshold: process
-- totals: over all
-- part: requests
-- order: 140
select
    channel as value1,
    count(*) as count
from requests
group by channel
