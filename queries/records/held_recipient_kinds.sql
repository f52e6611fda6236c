-- basis: GDPR Art. 13(1)(e), 14(1)(e) and 30(1)(d); privacy statement,
--   'Verstrekking aan derden'
-- page: register
-- grain: one row per kind of recipient that is there or is registered
-- kept: whole
-- key: kind
-- search: kind
-- column kind varchar [codes recipient_kind]: kind of recipient
-- column recipients bigint [needs recipient]: recipients of that kind
-- column disclosures_12m bigint [needs disclosure]: disclosures to them in the
--   last 12 months
-- column activities bigint [needs activity]: activities of the register that name it
with

there as (

    select
        kind,
        count(*) as recipients,
        cast(sum(disclosures_12m) as bigint) as disclosures_12m
    from recipients
    group by kind

),

named as (

    select activity_id, unnest(recipient_kinds) as kind
    from activity

),

registered as (

    select kind, count(*) as activities
    from named
    group by kind

)

select
    coalesce(there.kind, registered.kind) as kind,
    coalesce(there.recipients, 0) as recipients,
    coalesce(there.disclosures_12m, 0) as disclosures_12m,
    coalesce(registered.activities, 0) as activities
from there
full join registered on there.kind = registered.kind
