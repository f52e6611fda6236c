-- basis: GDPR Art. 5(2), 13(1)(c) and 30(1)(c); privacy statement,
--   'Persoonsgegevens'
-- severity: high
-- subject: item
-- needs: holding
-- grain: one row per item that is held and not in the catalogue
select
    item as subject_key,
    cast(null as varchar) as client_id,
    min(collected_on) as since,
    count(*) as count_holdings,
    count(distinct client_id) as count_clients,
    min(collected_on) as first_collected_on
from retention
where erased_on is null
    and category = 'unlisted'
group by item
