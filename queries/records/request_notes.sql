-- of: 13_request_notes
-- page: request
-- key: request_id part step
-- search: request_id client_id
from request_notes
