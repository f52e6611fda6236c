-- basis: GDPR Art. 25(2) and 32(4); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: medium
-- subject: authorisation
-- needs: authorisation activity
-- grain: one row per authorisation for other data without an activity
-- param no_answer varchar[]: texts that say nothing; an owner that is one of them
--   matches no department
select
    authorisations.authorisation_id as subject_key,
    cast(null as varchar) as client_id,
    authorisations.granted_on as since,
    authorisations.category,
    authorisations.system,
    authorisations.granted_on
from authorisations
where authorisations.status <> 'revoked'
    and authorisations.category <> 'health'
    and not exists (
        select 1
        from activity
        where activity.owner = authorisations.department
            and not says_nothing(activity.owner, $no_answer)
            and list_contains(activity.categories, authorisations.category)
    )
