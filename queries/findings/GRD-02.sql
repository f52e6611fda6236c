-- basis: GDPR Art. 5(1)(a) and 6(1)(b); privacy statement, 'Grondslagen'
-- severity: medium
-- subject: category
-- needs: holding trajectory principal
-- grain: one row per category held on a contract to which the client is no party
select
    retention.category as subject_key,
    cast(null as varchar) as client_id,
    min(retention.collected_on) as since,
    retention.category,
    count(*) as count_holdings,
    count(distinct retention.client_id) as count_clients,
    min(retention.collected_on) as first_collected_on
from retention
inner join trajectory on trajectory.trajectory_id = retention.trajectory_id
inner join principal on principal.principal_id = trajectory.principal_id
where retention.erased_on is null
    and retention.ground = 'contract'
    and principal.kind <> 'private'
group by retention.category
