-- of: 03_requests
-- page: requests
-- key: request_id
-- search: request_id client_id
select * exclude (working)
from requests
