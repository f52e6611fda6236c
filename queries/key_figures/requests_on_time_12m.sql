-- title: Requests answered in time
-- title_nl: Verzoeken op tijd beantwoord
-- definition: Requests closed on time in the last 12 months, as a share of all
--   those closed in the last 12 months and those overdue now; leaving a case open
--   never helps.
-- definition_nl: Verzoeken die in de laatste 12 maanden op tijd zijn afgesloten,
--   als deel van alle die in de laatste 12 maanden zijn afgesloten en die nu over
--   de termijn zijn; openlaten helpt dus nooit.
-- basis: GDPR Art. 12(3) and 12(4)
-- unit: ratio
-- better: higher
-- list: requests
-- where: counts_12m=true
-- counted: status=closed_on_time
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where status = 'closed_on_time') as numerator,
        count(*) as denominator
    from requests
    where counts_12m

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
