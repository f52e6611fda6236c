-- of: 08_authorisations
-- page: authorisations
-- needs: authorisation
-- key: authorisation_id
-- search: authorisation_id department
from authorisations
