-- basis: GDPR Art. 12(3)
-- grain: one row per kind and whether in time; without those overdue now
-- unit: requests
-- needs: rights_request
-- dimension1: kind
-- dimension2: answer_12m
-- within: answer_12m=closed_on_time|closed_late|seen_overdue
-- threshold: sensitive
-- totals: by kind, by answer_12m and over all
-- part: requests
-- order: 120
with

kinds as (

    select distinct kind
    from requests

),

answers as (

    select unnest(['closed_on_time', 'closed_late', 'seen_overdue']) as answer_12m

)

select
    kinds.kind as value1,
    answers.answer_12m as value2,
    count(requests.request_id) as count
from kinds
cross join answers
left join requests
    on requests.kind = kinds.kind
    and requests.answer_12m = answers.answer_12m
group by kinds.kind, answers.answer_12m
