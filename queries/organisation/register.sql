-- of: 06_register
-- page: register
-- key: activity_id
-- search: activity_id name
from register
