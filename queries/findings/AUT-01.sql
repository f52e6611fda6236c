-- title: An authorisation was not reviewed in the last 12 months
-- title_nl: Een autorisatie is de laatste 12 maanden niet beoordeeld
-- basis: GDPR Art. 32(1)(d) and (4); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: medium
-- subject: authorisation
-- grain: one row per authorisation in use whose review is due
-- param as_of date: the day the snapshot describes
select
    authorisation_id as subject_key,
    cast(null as varchar) as client_id,
    cast(
        add_months(coalesce(reviewed_on, granted_on), 12) + 1 as date
    ) as since,
    'Category ' || category || ' in ' || system || ', '
        || coalesce('last reviewed on ' || reviewed_on,
            'granted on ' || granted_on || ' and never reviewed')
        || '; 12 months before ' || $as_of || ' is ' || add_months($as_of, -12)
        as evidence,
    'Categorie ' || category || ' in ' || system || ', '
        || coalesce('laatst beoordeeld op ' || reviewed_on,
            'verleend op ' || granted_on || ' en nooit beoordeeld')
        || '; 12 maanden voor ' || $as_of || ' is ' || add_months($as_of, -12)
        as evidence_nl
from authorisations
where status = 'review_due'
