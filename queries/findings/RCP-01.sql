-- basis: GDPR Art. 26(1) and 28(3); privacy statement, 'Hoe wij uw gegevens
--   beveiligen'
-- severity: high
-- subject: recipient
-- grain: one row per recipient without the agreement it needs
-- param as_of date: the day the snapshot describes
select
    recipient_id as subject_key,
    cast(null as varchar) as client_id,
    case agreement
        when 'expired' then cast(agreement_ends_on + 1 as date)
        else first_disclosed_on
    end as since,
    'Role ' || said_en('role', role) || ', agreement '
        || case
            when agreement = 'expired'
                then 'ended on ' || day_en(agreement_ends_on)
            else coalesce(
                'signed only on ' || day_en(agreement_signed_on),
                'not on record'
            )
        end
        || '; disclosures in the 12 months until ' || day_en($as_of) || ': '
        || number_en(disclosures_12m) || ', first ever on '
        || day_en(first_disclosed_on)
        as evidence,
    'Rol ' || said_nl('role', role) || ', overeenkomst '
        || case
            when agreement = 'expired'
                then 'geëindigd op ' || day_nl(agreement_ends_on)
            else coalesce(
                'pas getekend op ' || day_nl(agreement_signed_on),
                'niet vastgelegd'
            )
        end
        || '; verstrekkingen in de 12 maanden tot en met ' || day_nl($as_of)
        || ': ' || number_nl(disclosures_12m)
        || ', eerste ooit op ' || day_nl(first_disclosed_on)
        as evidence_nl
from recipients
where agreement in ('missing', 'expired')
    and disclosures_12m > 0
