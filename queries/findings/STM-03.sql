-- basis: GDPR Art. 12(1), 13 and 14
-- severity: medium
-- subject: statement
-- needs: none
-- grain: one row per element that the statement in force lacks or gets wrong
-- param statement date: the version of the privacy statement in force
select
    element as subject_key,
    cast(null as varchar) as client_id,
    $statement as since,
    element as statement_element,
    state = 'wrong' as is_wrong,
    $statement as statement
from policy_statement_checklist
where statement = $statement
    and state in ('absent', 'wrong')
