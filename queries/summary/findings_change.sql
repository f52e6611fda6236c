-- basis: GDPR Art. 5(2) and 24(1)
-- page: trends
-- grain: one row per change and severity, and per change and family of rules, totals
--   included; none where no earlier snapshot could be compared with
-- key: by_dimension value change
-- search: value
-- column by_dimension varchar: severity or family
-- column value varchar: high, medium or low; or a family of rules: RET, REQ, RST, CON,
--   RCP, TRF, REG, AUT, INF, STM, BRC or CHG; total = over all of them
-- column change varchar: new, returned, standing (the three are the findings of now)
--   or solved
-- column count bigint: how many findings; null where hidden
-- column suppressed boolean: hidden, because it is below the threshold or because
--   showing it would give away another number that is
select
    dimension1 as by_dimension,
    value1 as value,
    value2 as change,
    count,
    suppressed
from breakdowns
where breakdown in ('findings_change_by_severity', 'findings_change_by_family')
    and value2 <> 'total'
