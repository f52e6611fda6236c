-- of: 10_agenda
-- page: agenda
-- key: due_on deadline_id
-- search: subject_key client_id deadline_id
from agenda
