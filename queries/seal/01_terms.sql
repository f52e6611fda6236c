-- basis: GDPR Art. 5(1)(e) and 17(1)(b); AWR Art. 52(4); privacy statement,
--   'Hoe lang wij uw gegevens bewaren'
-- grain: one row per retention rule
-- param consent_erasure_months integer: house norm: erasure after a withdrawal
-- param fiscal_grace_months integer: house norm: time to erase after the fiscal duty
-- column rule varchar [codes retention_rule]: rule that gives a term
-- column term_months bigint: months of the term; null where the rule has none
-- column term_days bigint: days that come to them
-- column grace_months bigint: months after the term in which it has to be erased
-- column grace_days bigint: days that come to them
-- column basis varchar: what the term rests on
select
    rule,
    case when rule = 'consent' then $consent_erasure_months else term_months end
        as term_months,
    case when rule = 'consent' then 0 else term_days end as term_days,
    case when rule = 'fiscal' then $fiscal_grace_months else grace_months end
        as grace_months,
    case when rule = 'fiscal' then 0 else grace_days end as grace_days,
    reference as basis
from policy_retention_rules
order by rule
