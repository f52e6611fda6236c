-- basis: GDPR Art. 17(1) and 19
-- page: clients
-- needs: client holding
-- grain: one row per client, also where nothing was erased
-- key: client_id
-- search: client_id
-- column client_id varchar: pseudonym of the client
-- column holdings_live bigint: items of personal data held
-- column holdings_erased bigint: items that were erased or made anonymous
-- column last_erased_on date: last day on which an item was; null where none was
select
    client.client_id,
    count(*) filter (
        where holding.holding_id is not null and holding.erased_on is null
    ) as holdings_live,
    count(holding.erased_on) as holdings_erased,
    max(holding.erased_on) as last_erased_on
from client
left join holding on holding.client_id = client.client_id
group by client.client_id
