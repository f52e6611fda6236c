-- of: 01_disclosures
-- page: disclosures
-- needs: disclosure
-- key: disclosed_on disclosure_id
-- search: disclosure_id client_id recipient_id
from disclosures
