-- basis: GDPR Art. 25(2) and 32(4); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: medium
-- subject: authorisation
-- grain: one row per authorisation for other data without an activity
select
    authorisations.authorisation_id as subject_key,
    cast(null as varchar) as client_id,
    authorisations.granted_on as since,
    'Category ' || said_en('category', authorisations.category) || ' in '
        || said_en('system', authorisations.system)
        || ', granted on ' || day_en(authorisations.granted_on)
        || '; the department owns no activity with this category'
        as evidence,
    'Categorie ' || said_nl('category', authorisations.category) || ' in '
        || said_nl('system', authorisations.system)
        || ', verleend op ' || day_nl(authorisations.granted_on)
        || '; de afdeling is eigenaar van geen activiteit met deze categorie'
        as evidence_nl
from authorisations
where authorisations.status <> 'revoked'
    and authorisations.category <> 'health'
    and not exists (
        select 1
        from activity
        where activity.owner = authorisations.department
            and list_contains(activity.categories, authorisations.category)
    )
