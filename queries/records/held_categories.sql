-- basis: GDPR Art. 13(1), 14(1)(d) and 30(1)(c); privacy statement, 'Persoonsgegevens'
-- page: register
-- grain: one row per category of the catalog
-- kept: whole
-- key: category
-- search: category
-- column category varchar [codes category]: category of the catalog
-- column holdings_live bigint [needs holding]: items of it that are held
-- column disclosures_12m bigint [needs disclosure]: times it was disclosed in
--   the last 12 months
-- column activities bigint [needs activity]: activities of the register that name it
-- param as_of date: the day of the snapshot
with

held as (

    select category, count(*) as holdings_live
    from retention
    where erased_on is null
    group by category

),

disclosed as (

    select category, count(*) as disclosures_12m
    from disclosure
    where disclosed_on > cast(cast($as_of as date) - interval 12 month as date)
    group by category

),

named as (

    select activity_id, unnest(categories) as category
    from activity

),

registered as (

    select category, count(*) as activities
    from named
    group by category

),

categories as (

    select distinct category
    from policy_catalog

)

select
    categories.category,
    coalesce(held.holdings_live, 0) as holdings_live,
    coalesce(disclosed.disclosures_12m, 0) as disclosures_12m,
    coalesce(registered.activities, 0) as activities
from categories
left join held on categories.category = held.category
left join disclosed on categories.category = disclosed.category
left join registered on categories.category = registered.category
