-- basis: GDPR Art. 5(2) and 24(1)
-- page: changes
-- compares: any
-- grain: one row per change since the previous snapshot: a row that came or went, a
--   cell
--   that says something else, a finding; none where no snapshot could be compared with
-- key: section subject_table subject_key change column rule
-- search: subject_key client_id before after
-- column section varchar [codes section, shown 1, filter 1]: kind of record, or
--   findings
--   or promises (granted requests)
-- column change varchar [codes what_changed, shown 2, filter 2]: what became of it:
--   added, vanished, changed, moved_date, erased, returned, fell_due; of a finding new,
--   returned, still_open, solved; of a promise done, not_done
-- column subject_table varchar: table of what it is about
-- column subject_key varchar [shown 3]: key of what it is about
-- column client_id varchar [shown 4]: pseudonym of the client it is about;
--   null
--   where about none
-- column column varchar [codes column, shown 5, filter 3]: the cell that differs;
--   rule of a finding;
--   null for a row that came or went
-- column before varchar [codes cell, shown 6]: what it was; null where nothing
-- column after varchar [codes cell, shown 7]: what it is; null where nothing
-- column rule varchar [filter 4]: the rule, where it is a finding; else null
-- column reason varchar [codes change_reason, shown 8, filter 5]: of a finding that
--   came
--   or went: records (rules and policy are the same), definition (they are others, and
--   the record is the same) or both; else null
-- column first_seen date [shown 9]: of a finding, day of the first snapshot that had it
-- column seen_days bigint [shown 10]: of a finding, days from the first snapshot that
--   had it to the last; null where one alone had it
-- column times bigint [shown 11]: of a finding, in how many snapshots it was seen
select
    changes.section,
    changes.change,
    changes.subject_table,
    changes.subject_key,
    changes.client_id,
    changes."column",
    changes.before,
    changes.after,
    case when changes.section = 'findings' then coalesce(after, before) end as rule,
    changes.reason,
    finding_history.first_seen,
    nullif(
        date_diff('day', finding_history.first_seen, finding_history.last_seen), 0
    ) as seen_days,
    finding_history.times
from changes
left join finding_history
    on changes.section = 'findings'
    and finding_history.rule = coalesce(changes.after, changes.before)
    and finding_history.subject_table = changes.subject_table
    and finding_history.subject_key = changes.subject_key
