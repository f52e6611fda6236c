-- basis: GDPR Art. 30(1)(c) and (e)
-- severity: medium
-- subject: transfer
-- needs: transfer recipient activity
-- grain: one row per running transfer outside the register
select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.started_on as since,
    transfers.category,
    transfers.country,
    transfers.started_on
from transfers
where transfers.status not in ('ended', 'within_eea')
    and not exists (
        select 1
        from activity
        where list_contains(activity.countries, transfers.country)
            and list_contains(activity.categories, transfers.category)
    )
