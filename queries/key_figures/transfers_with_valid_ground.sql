-- basis: GDPR Art. 44-46
-- unit: ratio
-- better: higher
-- group: flows
-- order: 320
-- needs: transfer recipient
-- list: transfers
-- where: status=adequate|safeguarded|derogation|unassessed|invalid|missing
-- counted: status=adequate|safeguarded
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (
            where status in ('adequate', 'safeguarded')
        ) as numerator,
        count(*) as denominator
    from transfers
    where status not in ('ended', 'within_eea')

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
