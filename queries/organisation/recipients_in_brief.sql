-- of: 04_recipients
-- instead_of: recipients
-- without: disclosures_12m clients_12m last_disclosed_on first_disclosed_on categories
-- page: recipients
-- needs: recipient
-- key: recipient_id
-- search: recipient_id name
select * exclude (
    disclosures_12m,
    clients_12m,
    last_disclosed_on,
    first_disclosed_on,
    categories
)
from recipients
