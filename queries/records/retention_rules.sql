-- basis: GDPR Art. 5(1)(e)
-- page: client
-- grain: one row per retention rule
-- key: rule
-- search: rule
-- column rule varchar [codes retention_rule]: the rule
-- column term_months bigint: months of the term
-- column term_days bigint: days of the term
-- column grace_months bigint: months after the term in which to erase
-- column grace_days bigint: days after the term in which to erase
-- column reference varchar: what gives the term
select
    rule,
    term_months,
    term_days,
    grace_months,
    grace_days,
    reference
from policy_retention_rules
