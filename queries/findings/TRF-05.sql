-- basis: GDPR Art. 30(1)(c) and (e)
-- severity: medium
-- subject: transfer
-- grain: one row per running transfer outside the register
select
    transfers.transfer_id as subject_key,
    cast(null as varchar) as client_id,
    transfers.started_on as since,
    'Transfer of category ' || said_en('category', transfers.category)
        || ', destination ' || said_en('country', transfers.country)
        || ', since ' || day_en(transfers.started_on)
        || '; no activity names both'
        as evidence,
    'Doorgifte van categorie ' || said_nl('category', transfers.category)
        || ', bestemming '
        || said_nl('country', transfers.country) || ', sinds '
        || day_nl(transfers.started_on) || '; geen activiteit noemt beide'
        as evidence_nl
from transfers
where transfers.status not in ('ended', 'within_eea')
    and not exists (
        select 1
        from activity
        where list_contains(activity.countries, transfers.country)
            and list_contains(activity.categories, transfers.category)
    )
