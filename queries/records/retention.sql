-- of: 02_retention
-- page: retention
-- key: holding_id
-- search: holding_id client_id
from retention
