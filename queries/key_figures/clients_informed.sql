-- title: Clients who hold the statement in force
-- title_nl: Cliënten met de geldende verklaring
-- definition: Clients with a live holding who were given the version of the privacy
--   statement in force, as a share of the clients with a live holding.
-- definition_nl: Cliënten met aanwezige gegevens die de geldende versie van de
--   privacyverklaring hebben gekregen, als deel van de cliënten met aanwezige
--   gegevens.
-- basis: GDPR Art. 12(1), 13 and 14
-- unit: ratio
-- better: higher
-- list: clients
-- where: has_live_holding=true
-- counted: is_informed=true
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (where is_informed) as numerator,
        count(*) as denominator
    from clients
    where has_live_holding

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
