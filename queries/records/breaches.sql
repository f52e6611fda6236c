-- of: 09_breaches
-- page: breaches
-- needs: breach
-- key: breach_id
-- search: breach_id
from breaches
