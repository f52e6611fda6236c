-- of: 12_disclosures
-- page: disclosures
-- key: disclosed_on disclosure_id
-- search: disclosure_id client_id recipient_id
from disclosures
