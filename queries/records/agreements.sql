-- of: 14_agreements
-- page: agreements
-- key: agreement_id
-- search: agreement_id recipient_id recipient_name
from agreements
