-- title: Which findings are new, returned, still open or solved?
-- basis: GDPR Art. 5(2) and 24(1)
-- grain: one row per finding of either snapshot; none of a rule that one of them did
--   not
--   assess
-- param earlier varchar: the database of the earlier snapshot
-- param later varchar: the database of the later snapshot
-- param earlier_on date: the day that the earlier snapshot describes
-- param rows varchar: the rows of the other sections, as a table with its database
-- param not_assessed varchar[]: rules that one of the two did not assess
-- param redefined varchar[]: rules that the two were not sealed by alike
-- column section varchar: the section
-- column subject_table varchar: table of what it is about
-- column subject_key varchar: key of what it is about
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column change varchar: new, returned (it was there once, and not in the earlier
--   snapshot), still_open or solved
-- column column varchar: rule
-- column before varchar: the rule, where the earlier snapshot has the finding
-- column after varchar: the rule, where the later snapshot has it
-- column reason varchar: of one that came or went: records (the rule and the policy are
--   the same), definition (they are others, and the record is the same) or both
with

pairs as (

    select
        coalesce(later.rule, earlier.rule) as rule,
        coalesce(later.subject_table, earlier.subject_table) as subject_table,
        coalesce(later.subject_key, earlier.subject_key) as subject_key,
        coalesce(later.client_id, earlier.client_id) as client_id,
        earlier.rule as before,
        later.rule as after
    from query_table($later || '.findings') as later
    full join query_table($earlier || '.findings') as earlier
        on earlier.rule = later.rule
        and earlier.subject_table = later.subject_table
        and earlier.subject_key = later.subject_key

),

seen_before as (

    select rule, subject_table, subject_key
    from query_table($earlier || '.finding_history')
    where last_seen < $earlier_on

),

changed_subjects as (

    select distinct subject_table, subject_key from query_table($rows)

),

changed_clients as (

    select distinct client_id from query_table($rows) where client_id is not null

)

select
    'findings' as section,
    pairs.subject_table,
    pairs.subject_key,
    pairs.client_id,
    case
        when pairs.after is null then 'solved'
        when pairs.before is not null then 'still_open'
        when seen_before.rule is not null then 'returned'
        else 'new'
    end as change,
    'rule' as "column",
    pairs.before,
    pairs.after,
    case
        when pairs.before = pairs.after then null
        when not list_contains($redefined, pairs.rule) then 'records'
        when changed_subjects.subject_key is null
            and changed_clients.client_id is null
            then 'definition'
        else 'both'
    end as reason
from pairs
left join seen_before
    on seen_before.rule = pairs.rule
    and seen_before.subject_table = pairs.subject_table
    and seen_before.subject_key = pairs.subject_key
left join changed_subjects
    on changed_subjects.subject_table = pairs.subject_table
    and changed_subjects.subject_key = pairs.subject_key
left join changed_clients on changed_clients.client_id = pairs.client_id
where not list_contains($not_assessed, pairs.rule)
