-- basis: GDPR Art. 32(1)(d) and (4); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: medium
-- subject: authorisation
-- needs: authorisation
-- grain: one row per authorisation in use whose review is due
-- param as_of date: the day the snapshot describes
select
    authorisation_id as subject_key,
    cast(null as varchar) as client_id,
    cast(
        add_months(coalesce(reviewed_on, granted_on), 12) + 1 as date
    ) as since,
    category,
    system,
    reviewed_on,
    granted_on,
    $as_of as as_of,
    add_months($as_of, -12) as year_before
from authorisations
where status = 'review_due'
