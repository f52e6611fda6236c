-- of: 14_agreements
-- page: agreements
-- needs: agreement
-- key: agreement_id
-- search: agreement_id recipient_id recipient_name
from agreements
