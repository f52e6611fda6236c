-- basis: GDPR Art. 5(1)(f) and 5(2)
-- severity: high
-- subject: holding
-- needs: holding client trajectory
-- compares: previous
-- grain: one row per live holding of the previous snapshot that is no longer on record
-- param as_of date: the day the snapshot describes
select
    erasure_proof.holding_id as subject_key,
    erasure_proof.client_id,
    $as_of as since,
    changes.earlier_on as previous_on,
    erasure_proof.item,
    erasure_proof.due_on
from erasure_proof
inner join changes
    on changes.subject_table = 'holding'
    and changes.subject_key = erasure_proof.holding_id
    and changes.change = 'vanished'
where erasure_proof.outcome = 'gone'
