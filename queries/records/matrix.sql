-- basis: GDPR Art. 30(1)(b) to (e) and 5(2)
-- page: register
-- grain: one row per dimension, member of it and category of the catalog
-- key: dimension member category
-- search: member name
-- column dimension varchar: what the categories are held against: recipient_kind,
--   recipient, purpose, country, ground
-- column member varchar: code or key in that dimension
-- column category varchar: category of personal data
-- column name varchar: name of the recipient; null in other dimensions
-- column kind varchar: kind of the recipient; null in other dimensions
-- column activities bigint: activities of the register that name member and category
--   both; of a recipient: its kind and the category
-- column found bigint: records that have both: disclosures ever (recipient_kind,
--   recipient, purpose), running transfers outside the EEA (country), live holdings
--   (ground)
-- column first_on date: day of the first of them; null without one
-- column last_on date: day of the last of them; null without one
-- column verdict varchar: both, found (not registered), declared (never seen), neither
select
    dimension,
    member,
    category,
    name,
    kind,
    activities,
    found,
    first_on,
    last_on,
    verdict
from matrix
