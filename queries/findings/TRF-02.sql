-- basis: GDPR Art. 46(1); CJEU C-311/18 (Schrems II)
-- severity: medium
-- subject: transfer
-- grain: one row per transfer that needs an assessment and has none
-- param as_of date: the day the snapshot describes
select
    transfer_id as subject_key,
    cast(null as varchar) as client_id,
    started_on as since,
    'Transfer to ' || recipient_name || ' (' || said_en('country', country)
        || ') since ' || day_en(started_on) || ', mechanism '
        || said_en('mechanism', mechanism)
        || '; an assessment is needed, none made by ' || day_en($as_of)
        as evidence,
    'Doorgifte aan ' || recipient_name || ' (' || said_nl('country', country)
        || ') sinds ' || day_nl(started_on) || ', mechanisme '
        || said_nl('mechanism', mechanism)
        || '; een beoordeling is vereist en op ' || day_nl($as_of)
        || ' niet gedaan'
        as evidence_nl
from transfers
where status = 'unassessed'
