-- basis: GDPR Art. 12(3)
-- instead_of: shares_in_full
-- page: breakdowns
-- grain: one row per kind of request, and one for all
-- key: value
-- search: value
-- column value varchar: kind of request; total = all kinds
-- column numerator bigint: closed in time in the last 12 months; null where hidden
-- column denominator bigint: closed in the last 12 months, overdue now, or overdue in
--   an earlier snapshot of them; null where hidden
-- column share double: numerator / denominator with four decimals; null where hidden,
--   or where there is nothing to divide by
-- column suppressed boolean: hidden, because its numerator or its denominator is
with

parts as (

    select
        value1 as value,
        breakdown = 'requests_in_time_by_kind'
            and value2 = 'closed_on_time' as is_numerator,
        count,
        suppressed
    from breakdowns
    where (
            breakdown = 'requests_in_time_by_kind'
            and value2 in ('closed_on_time', 'total')
        )
        or (breakdown = 'requests_by_kind' and value2 = 'overdue')

),

counts_by_kind as (

    select
        value,
        case
            when not bool_or(suppressed) filter (where is_numerator)
                then cast(sum(count) filter (where is_numerator) as bigint)
        end as numerator,
        case
            when not bool_or(suppressed) filter (where not is_numerator)
                then cast(
                    sum(count) filter (where not is_numerator) as bigint
                )
        end as denominator,
        bool_or(suppressed) as suppressed
    from parts
    group by value

)

select
    value,
    numerator,
    denominator,
    case
        when not suppressed then round(numerator / nullif(denominator, 0), 4)
    end as share,
    suppressed
from counts_by_kind
