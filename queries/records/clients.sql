-- of: 07_clients
-- page: clients
-- needs: client
-- key: client_id
-- search: client_id
from clients
