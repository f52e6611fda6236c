-- basis: GDPR Art. 5(2), 24(1) and 44
-- severity: low
-- subject: policy
-- needs: none
-- grain: one row per file of facts that was not checked within the house's norm
-- param as_of date: the day the snapshot describes
-- param facts_checked_months integer: house norm: facts are read again
with

checked_facts as (

    select 'adequacy' as policy_file, min(checked_on) as oldest_checked_on
    from policy_adequacy
    union all
    select 'mechanisms', min(checked_on)
    from policy_mechanisms

)

select
    policy_file as subject_key,
    cast(null as varchar) as client_id,
    cast(
        add_months(oldest_checked_on, $facts_checked_months) + 1 as date
    ) as since,
    policy_file,
    oldest_checked_on,
    $facts_checked_months as facts_checked_months,
    add_months($as_of, -$facts_checked_months) as norm_before,
    $as_of as as_of
from checked_facts
where oldest_checked_on < add_months($as_of, -$facts_checked_months)
