-- of: 04_recipients
-- page: recipients
-- key: recipient_id
-- search: recipient_id name
from recipients
