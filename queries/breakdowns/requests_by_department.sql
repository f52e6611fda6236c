-- basis: GDPR Art. 12(3)
-- grain: one row per department (the 24 with the most requests; else other) and status
-- unit: requests
-- needs: rights_request
-- dimension1: department
-- dimension2: status
-- threshold: process
-- totals: by department, by status and over all
-- part: requests
-- order: 130
with

ranked_departments as (

    select
        department,
        row_number() over (order by count(*) desc, department) as place
    from requests
    group by department

)

select
    case
        when ranked_departments.place > 24 then 'other'
        else ranked_departments.department
    end as value1,
    requests.status as value2,
    count(*) as count
from requests
inner join ranked_departments
    on ranked_departments.department = requests.department
group by value1, value2
