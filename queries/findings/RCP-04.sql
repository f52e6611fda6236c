-- basis: GDPR Art. 5(1)(b) and 13(1)(c); privacy statement, 'Doeleinden' and
--   'Verstrekking aan derden'
-- severity: high
-- subject: recipient
-- needs: recipient disclosure
-- grain: one row per recipient and purpose outside the list of purposes
with

disclosed_purposes as (

    select
        recipient_id,
        purpose,
        min(disclosed_on) as first_disclosed_on,
        max(disclosed_on) as last_disclosed_on,
        count(*) as count_disclosures
    from disclosure
    group by recipient_id, purpose

)

select
    recipient_id || '/' || purpose as subject_key,
    cast(null as varchar) as client_id,
    first_disclosed_on as since,
    count_disclosures,
    first_disclosed_on,
    last_disclosed_on
from disclosed_purposes
where not exists (
    select 1
    from policy_purposes
    where policy_purposes.purpose = disclosed_purposes.purpose
)
