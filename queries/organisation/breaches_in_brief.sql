-- of: 09_breaches
-- instead_of: breaches
-- without: clients_affected nature consequences measures delay_reason
-- page: breaches
-- needs: breach
-- key: breach_id
-- search: breach_id
select * exclude (
    clients_affected,
    nature,
    consequences,
    measures,
    delay_reason
)
from breaches
