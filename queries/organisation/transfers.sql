-- of: 05_transfers
-- page: transfers
-- key: transfer_id
-- search: transfer_id recipient_id recipient_name
from transfers
