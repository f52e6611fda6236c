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
    'Category ' || said_en('category', category) || ' in '
        || said_en('system', system) || ', '
        || coalesce('last reviewed on ' || day_en(reviewed_on),
            'granted on ' || day_en(granted_on) || ' and never reviewed')
        || '; 12 months before ' || day_en($as_of) || ' is '
        || day_en(add_months($as_of, -12))
        as evidence,
    'Categorie ' || said_nl('category', category) || ' in '
        || said_nl('system', system) || ', '
        || coalesce('laatst beoordeeld op ' || day_nl(reviewed_on),
            'verleend op ' || day_nl(granted_on) || ' en nooit beoordeeld')
        || '; 12 maanden voor ' || day_nl($as_of) || ' is '
        || day_nl(add_months($as_of, -12))
        as evidence_nl
from authorisations
where status = 'review_due'
