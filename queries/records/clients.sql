-- of: 07_clients
-- page: clients
-- key: client_id
-- search: client_id
from clients
