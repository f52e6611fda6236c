-- of: 09_breaches
-- page: breaches
-- key: breach_id
-- search: breach_id
from breaches
