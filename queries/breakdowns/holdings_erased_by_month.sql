-- basis: GDPR Art. 5(1)(e) and 17(1)
-- grain: one row per month of the last 12 that is over and of which snapshots are kept
-- compares: previous
-- unit: holdings
-- needs: holding client trajectory
-- dimension1: month_erased
-- threshold: process
-- totals: over all
-- part: retention
-- order: 255
select
    month as value1,
    erased as count
from erased_month
