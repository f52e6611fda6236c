-- of: 05_transfers
-- page: transfers
-- needs: transfer
-- key: transfer_id
-- search: transfer_id recipient_id recipient_name
from transfers
