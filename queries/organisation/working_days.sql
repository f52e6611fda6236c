-- basis: Regulation (EEC, Euratom) 1182/71 Art. 3
-- page: agenda
-- grain: one row per working day after the snapshot, up to the end of the next year
-- key: day
-- column day date: neither a Saturday, nor a Sunday, nor a public holiday
-- param as_of date: the day of the snapshot
select day
from calendar
where is_working_day and day > $as_of
