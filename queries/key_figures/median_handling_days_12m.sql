-- title: Median handling time
-- title_nl: Mediane doorlooptijd
-- definition: Days from receipt to closing that half of the requests closed in the
--   last 12 months did not exceed; the mean of the middle two where their number is
--   even.
-- definition_nl: Het aantal dagen van ontvangst tot afsluiting dat de helft van de
--   in de laatste 12 maanden afgesloten verzoeken niet overschreed; bij een even
--   aantal het gemiddelde van de middelste twee.
-- basis: GDPR Art. 12(3)
-- unit: days
-- better: lower
-- list: requests
-- where: closed_12m=true
-- grain: one row: the value and the counts it is made of
select
    median(handling_days) as value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator
from requests
where closed_12m
