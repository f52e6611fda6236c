-- title: Who commissions trajectories
-- grain: one row per principal; a larger organisation works for more of them
-- param clients bigint: how many clients there are on the last day
with

principals as (

    select *
    from (
        values
            (1, 'Noorderbrug Logistiek BV', 'employer'),
            (2, 'Stichting Zorggroep Elzenhove', 'employer'),
            (3, 'UWV Duinstreek', 'uwv'),
            (4, 'Bakkerij Van Zomeren Groep BV', 'employer'),
            (5, 'Gemeente Oosterveen', 'municipality'),
            (6, 'Weerdestein Verzekeringen NV', 'insurer'),
            (7, 'Scholengemeenschap De Linge', 'employer'),
            (8, 'Kranenburg Metaalbouw BV', 'employer'),
            (9, 'Particuliere opdrachtgevers', 'private'),
            (10, 'Hoveniersbedrijf Groenrijk Zuid BV', 'employer'),
            (11, 'Gemeente Waterland-Noord', 'municipality'),
            (12, 'Vervoerbedrijf Tolhuis BV', 'employer'),
            (13, 'Ziekenhuis Sint Odulphus', 'employer'),
            (14, 'Maasoever Retail BV', 'employer'),
            (15, 'UWV Veenkoloniën', 'uwv'),
            (16, 'Drukkerij Anker en Zoon BV', 'employer'),
            (17, 'Onderlinge Molenwaard UA', 'insurer'),
            (18, 'Technisch Bureau Hoefnagel BV', 'employer'),
            (19, 'Stichting Thuiszorg Merwelanden', 'employer'),
            (20, 'Gemeente Hogerheide', 'municipality'),
            (21, 'Visserijhandel Zeemeeuw BV', 'employer'),
            (22, 'Hotelgroep De Vier Linden BV', 'employer')
    ) as t (principal_no, name, kind)

)

select principal_no, name, kind
from principals
where principal_no <= 12 + $clients // 20000
order by principal_no
