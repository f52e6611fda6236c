-- basis: GDPR Art. 9(1) and 9(2); UAVG Art. 30
-- severity: high
-- subject: item
-- needs: holding
-- grain: one row per special item held on a legitimate interest
select
    retention.item || '/' || retention.ground as subject_key,
    cast(null as varchar) as client_id,
    min(retention.collected_on) as since,
    retention.item,
    count(*) as count_holdings,
    count(distinct retention.client_id) as count_clients,
    min(retention.collected_on) as first_collected_on
from retention
inner join policy_catalog on policy_catalog.item = retention.item
where retention.erased_on is null
    and retention.ground = 'legitimate_interest'
    and policy_catalog.special
group by retention.item, retention.ground
