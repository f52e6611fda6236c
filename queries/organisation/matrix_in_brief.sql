-- of: 11_matrix
-- instead_of: matrix
-- page: register
-- key: dimension member category
-- search: member name
from matrix
where dimension = 'country'
