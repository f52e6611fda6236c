-- of: 08_authorisations
-- page: authorisations
-- key: authorisation_id
-- search: authorisation_id department
from authorisations
