-- basis: GDPR Art. 35(1) and 35(3)(b)
-- severity: medium
-- subject: activity
-- needs: activity
-- grain: one row per activity whose impact assessment is not done
select
    activity_id as subject_key,
    cast(null as varchar) as client_id,
    cast(null as date) as since,
    dpia = 'needed' as is_needed,
    list_sort(list_intersect(
        categories,
        (
            select list(distinct policy_catalog.category)
            from policy_catalog
            where policy_catalog.special
        )
    )) as special_categories
from register
where dpia = 'needed'
    or (role <> 'processor' and dpia = 'not_needed' and has_special)
