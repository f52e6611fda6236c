-- basis: GDPR Art. 5(1)(e), 13(2)(a); privacy statement, 'Hoe lang wij uw gegevens
--   bewaren'
-- page: register
-- grain: one row per retention rule of the policy
-- kept: whole
-- key: rule
-- search: rule
-- column rule varchar [codes retention_rule]: retention rule
-- column term varchar: its term as the policy has it
-- column holdings_live bigint [needs holding]: items held under it
-- column holdings_overdue bigint [needs holding]: those past their term
-- column activities bigint [needs activity]: activities of the register that name it
with

held as (

    select
        rule,
        count(*) as holdings_live,
        count(*) filter (where status = 'overdue') as holdings_overdue
    from retention
    where erased_on is null
    group by rule

),

named as (

    select activity_id, unnest(retention_rules) as rule
    from activity

),

registered as (

    select rule, count(*) as activities
    from named
    group by rule

)

select
    policy_retention_rules.rule,
    policy_retention_rules.term,
    coalesce(held.holdings_live, 0) as holdings_live,
    coalesce(held.holdings_overdue, 0) as holdings_overdue,
    coalesce(registered.activities, 0) as activities
from policy_retention_rules
left join held on policy_retention_rules.rule = held.rule
left join registered on policy_retention_rules.rule = registered.rule
