-- basis: GDPR Art. 5(1)(e), 12(3), 24(1), 28(3), 32(1), 33(1), 34(1) and 44
-- page: agenda
-- grain: one row per deadline that is not met yet; what has no day is left out
-- key: due_on deadline_id
-- search: subject_key client_id deadline_id
-- column deadline_id varchar: names the deadline in every snapshot, wherever its day
--   moves: kind, subject and, for an erasure, the term
-- column kind varchar: request; erasure; agreement and certificate (of a recipient);
--   authorisation and activity (a review); breach_authority, breach_subjects (to be
--   told); transfer (its ground ends)
-- column subject_table varchar: kind of thing that it is about
-- column subject_key varchar: key of that thing
-- column client_id varchar: pseudonym of the client it is about; null where about none
-- column due_on date: last day that is in time
-- column due_at timestamptz: the moment, where an hour counts; else null
-- column days_left bigint: days from the day of the snapshot; negative when past
-- column period varchar: overdue (as the rules say), week (within 7 days), month
--   (later, within a month), later
-- column items bigint: items of personal data to erase; null for what is no erasure
-- column hold varchar: why it may not be done yet: restricted (the processing is),
--   keep (inside the duty to keep); null where nothing is in the way
-- column department varchar: department whose turn it is; null where none is on record
-- column basis varchar: the duty, in English
-- column basis_nl varchar: the duty, in Dutch
-- column what varchar: what is to be done, in English
-- column what_nl varchar: what is to be done, in Dutch
-- column working varchar: how the day came about, in English
-- column working_nl varchar: how the day came about, in Dutch
select
    deadline_id,
    kind,
    subject_table,
    subject_key,
    client_id,
    due_on,
    due_at,
    days_left,
    period,
    items,
    hold,
    department,
    basis,
    basis_nl,
    what,
    what_nl,
    working,
    working_nl
from agenda
