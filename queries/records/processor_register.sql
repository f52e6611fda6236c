-- of: 06_register
-- basis: GDPR Art. 30(2)
-- page: processor_register
-- grain: one row per activity that is done on behalf of others
-- key: activity_id
-- search: activity_id name
from register
where role = 'processor'
