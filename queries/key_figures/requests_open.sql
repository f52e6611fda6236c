-- basis: GDPR Art. 12(3)
-- unit: count
-- needs: rights_request
-- better: neutral
-- group: requests
-- order: 240
-- list: requests
-- where: status=awaiting_identity|overdue|due_soon|on_track
-- grain: one row: the value and the counts it is made of
select
    cast(count(*) as double) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from requests
where status in ('awaiting_identity', 'overdue', 'due_soon', 'on_track')
