-- basis: GDPR Art. 5(2) and 12(3)
-- page: trends
-- grain: one row per step; none where no earlier snapshot could be compared with
-- key: position
-- search: step
-- column position bigint: place of the step, from 1
-- column step varchar: open_before, received, closed, corrected, open_now;
--   open_before + received - closed + corrected = open_now
-- column count bigint: how many requests; corrected may be negative; null where hidden
-- column suppressed boolean: hidden, because it is below the threshold or because
--   showing it would give away another number that is
-- column previous_on date: day of the snapshot that is compared with
select
    position,
    step,
    count,
    suppressed,
    previous_on
from requests_bridge
