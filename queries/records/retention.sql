-- of: 02_retention
-- page: retention
-- needs: holding
-- key: holding_id
-- search: holding_id client_id
select * exclude (working)
from retention
