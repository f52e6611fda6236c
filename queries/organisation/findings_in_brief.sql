-- basis: GDPR Art. 5(2), 24 and 39(1)(b)
-- instead_of: findings
-- subjects: activity recipient agreement transfer authorisation breach category item
--   statement policy
-- page: findings
-- grain: one row per rule and what of the organisation breaks it; none about a
--   person, nor about an item that the catalogue does not know
-- key: rule subject_table subject_key
-- search: rule subject_key
-- column rule varchar [shown 1, filter 2]: code of the rule (queries/findings)
-- column severity varchar [codes severity, shown 2, filter 1]: high, medium or low, as
--   the rule says
-- column subject_table varchar [codes subject_table, shown 3, filter 3]: kind of thing
--   that breaks it
-- column subject_key varchar [shown 4]: key of that thing; of a recipient without
--   the purpose, where that is a text that the policy does not know
-- column since date [shown 5, filter 4]: first day on which it was so; null where no
--   day can be told
with

about_the_organisation as (

    select
        rule,
        severity,
        subject_table,
        subject_key,
        split_part(subject_key, '/', 1) as first_part,
        split_part(subject_key, '/', 2) as second_part,
        since
    from findings
    where client_id is null
        and subject_table in (
            'activity', 'recipient', 'agreement', 'transfer', 'authorisation',
            'breach', 'category', 'item', 'statement', 'policy'
        )

),

named as (

    select
        rule,
        severity,
        subject_table,
        case
            when subject_table = 'recipient'
                and second_part not in (select purpose from policy_purposes)
                and second_part not in (select category from policy_catalog)
                then first_part
            else subject_key
        end as subject_key,
        since
    from about_the_organisation
    where subject_table <> 'item'
        or first_part in (select item from policy_catalog)

)

select
    rule,
    severity,
    subject_table,
    subject_key,
    min(since) as since
from named
group by rule, severity, subject_table, subject_key
