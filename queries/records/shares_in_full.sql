-- basis: GDPR Art. 12(3)
-- page: breakdowns
-- grain: one row per kind of request, and one for all
-- key: value
-- search: value
-- column value varchar: kind of request; total = all kinds
-- column numerator bigint [needs rights_request]: closed in time in the last 12 months
-- column denominator bigint [needs rights_request]: closed in the last 12 months,
--   overdue now, or overdue in an earlier snapshot of them
-- column share double: numerator / denominator with four decimals; null where there is
--   nothing to divide by
with

counts as (

    select
        case when grouping(kind) = 1 then 'total' else kind end as value,
        count(*) filter (where answer_12m = 'closed_on_time') as numerator,
        count(answer_12m) as denominator
    from requests
    group by grouping sets ((kind), ())

)

select
    value,
    numerator,
    denominator,
    round(numerator / nullif(denominator, 0), 4) as share
from counts
