-- title: Transfers with a valid ground
-- title_nl: Doorgiften met een geldige grondslag
-- definition: Transfers that are adequate, safeguarded or under a derogation, as a
--   share of the transfers outside the EEA that have not ended.
-- definition_nl: Doorgiften met een adequaatheidsbesluit, passende waarborgen of
--   een afwijking, als deel van de doorgiften buiten de EER die niet zijn
--   beëindigd.
-- basis: GDPR Art. 44-46 and 49
-- unit: ratio
-- better: higher
-- list: transfers
-- where: status=adequate|safeguarded|derogation|unassessed|invalid|missing
-- counted: status=adequate|safeguarded|derogation
-- grain: one row: the value and the counts it is made of
with

counts as (

    select
        count(*) filter (
            where status in ('adequate', 'safeguarded', 'derogation')
        ) as numerator,
        count(*) as denominator
    from transfers
    where status not in ('ended', 'within_eea')

)

select
    round(numerator / nullif(denominator, 0), 4) as value,
    numerator,
    denominator
from counts
