-- basis: GDPR Art. 32(1)(d) and (4); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: medium
-- subject: authorisation
-- needs: authorisation
-- grain: one row per authorisation in use whose review is due
-- param as_of date: the day the snapshot describes
-- param review_months integer: house norm: review of authorisations
select
    authorisation_id as subject_key,
    cast(null as varchar) as client_id,
    cast(
        add_months(coalesce(reviewed_on, granted_on), $review_months) + 1
        as date
    ) as since,
    category,
    system,
    reviewed_on,
    granted_on,
    $as_of as as_of,
    $review_months as review_months,
    add_months($as_of, -$review_months) as norm_before
from authorisations
where status = 'review_due'
