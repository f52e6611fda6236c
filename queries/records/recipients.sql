-- of: 04_recipients
-- page: recipients
-- needs: recipient
-- key: recipient_id
-- search: recipient_id name
from recipients
