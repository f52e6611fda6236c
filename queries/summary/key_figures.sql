-- basis: GDPR Art. 5(2) and 24(1)
-- page: overview
-- grain: one row per key figure of the whole organisation
-- key: name
-- search: name
-- column name varchar: code of the key figure (queries/key_figures)
-- column value double: count, days, or share with four decimals; null = not assessable
-- column numerator bigint: what counts, where the figure is a share
-- column denominator bigint: what is considered, where the figure is a share
-- column target double: what the organisation aims at; null where it has no target
select
    name,
    value,
    numerator,
    denominator,
    target
from key_figures
