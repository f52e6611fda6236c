-- basis: GDPR Art. 30(1)(d) and (g), 5(2), 6(1)(f) and 9(2)
-- severity: medium
-- subject: activity
-- grain: one row per activity that is not complete
select
    activity_id as subject_key,
    cast(null as varchar) as client_id,
    cast(null as date) as since,
    'Missing: ' || concat_ws(
        '; ',
        case when list_contains(missing, 'measures')
            then 'security measures' end,
        case when list_contains(missing, 'owner')
            then 'owner' end,
        case when list_contains(missing, 'recipient_kinds')
            then 'kinds of recipients' end,
        case when list_contains(missing, 'interest')
            then 'the legitimate interest, which is a ground here' end,
        case when list_contains(missing, 'special_ground')
            then 'the Art. 9(2) exception for special categories of data' end
    ) as evidence,
    'Ontbreekt: ' || concat_ws(
        '; ',
        case when list_contains(missing, 'measures')
            then 'beveiligingsmaatregelen' end,
        case when list_contains(missing, 'owner')
            then 'verantwoordelijke afdeling' end,
        case when list_contains(missing, 'recipient_kinds')
            then 'soorten ontvangers' end,
        case when list_contains(missing, 'interest')
            then 'het gerechtvaardigd belang, dat hier grondslag is' end,
        case when list_contains(missing, 'special_ground')
            then 'de uitzondering van art. 9 lid 2 voor bijzondere gegevens' end
    ) as evidence_nl
from register
where not is_complete
