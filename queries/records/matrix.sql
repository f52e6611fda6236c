-- of: 11_matrix
-- page: register
-- key: dimension member category
-- search: member name
from matrix
