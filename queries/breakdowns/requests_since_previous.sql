-- basis: GDPR Art. 12(3)
-- grain: one row per step of the bridge; corrected may be negative
-- compares: previous
-- unit: bridge
-- needs: rights_request
-- dimension1: step
-- cells: given
-- threshold: process
-- totals: none
select
    step as value1,
    count
from request_change
