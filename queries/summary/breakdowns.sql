-- basis: GDPR Art. 5(1)(c), 5(2) and 25(1)
-- instead_of: breakdowns_in_full
-- page: breakdowns
-- grain: one row per cell of a declared breakdown, its totals included
-- key: breakdown value1 value2
-- search: breakdown
-- column breakdown varchar: name of the breakdown (queries/breakdowns)
-- column unit varchar: what is counted: requests, holdings, clients, trajectories,
--   disclosures or findings
-- column dimension1 varchar: what value1 is a value of
-- column value1 varchar: code of the first dimension; total = over all of its values
-- column dimension2 varchar: what value2 is a value of; null where there is none
-- column value2 varchar: code of the second dimension; total = over all of its values;
--   null where there is one dimension
-- column count bigint: how many; null where hidden
-- column suppressed boolean: hidden, because it is below the threshold or because
--   showing it would give away another number that is
-- column threshold bigint: the number from which a count of this breakdown is shown;
--   null where it counts nothing about persons, or the whole organisation
select
    breakdown,
    unit,
    dimension1,
    value1,
    dimension2,
    value2,
    count,
    suppressed,
    threshold
from breakdowns
