-- title: How did the open requests of the previous snapshot become those of now?
-- basis: GDPR Art. 5(2) and 12(3)
-- grain: one row per step; what else changed than by receiving and closing since then
--   (entered late, another date, gone) is in corrected
-- param previous date: day of the previous snapshot
with

counts_now as (

    select
        count(*) filter (where received_on > $previous) as received,
        count(*) filter (where closed_on > $previous) as closed,
        count(*) filter (where closed_on is null) as open_now
    from requests

),

counts_before as (

    select count(*) filter (where closed_on is null) as open_before
    from earlier_request

)

select 'received' as step, received as count
from counts_now
union all
select 'closed' as step, closed as count
from counts_now
union all
select
    'corrected' as step,
    open_now - open_before - received + closed as count
from counts_now
cross join counts_before
