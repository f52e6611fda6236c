-- basis: GDPR Art. 28(3), 26(1), 32(1) and 30(1)(d)
-- page: recipients
-- grain: one row per recipient
-- key: recipient_id
-- search: recipient_id name
-- column recipient_id varchar: the recipient
-- column kind varchar: what sort of recipient it is
-- column role varchar: processor, controller or joint_controller
-- column country varchar: where it is established, ISO 3166-1 alpha-2
-- column agreement varchar: not_required (a controller), missing (not signed yet),
--   expired, ending_soon (ends within 90 days), in_force
-- column iso27001 varchar: certificate of an IT supplier: none, expired, ending_soon
--   (ends within 90 days), valid; not_applicable for other recipients
-- column disclosures_12m bigint: disclosures to it in the last 12 months
-- column clients_12m bigint: clients whose data these disclosures were
-- column last_disclosed_on date: day of the last disclosure ever; null without one
-- column name varchar: name of the organisation
-- column first_disclosed_on date: day of the first disclosure ever; null without one
-- column agreement_signed_on date: day the agreement was signed; null without one
-- column agreement_ends_on date: last day of the agreement; null where it has no end
-- column iso27001_until date: last day of the certificate; null without one
-- column dpf_certified boolean: on the list of the EU-US Data Privacy Framework
-- column categories varchar[]: categories of data that were ever disclosed to it
select
    recipient_id,
    kind,
    role,
    country,
    agreement,
    iso27001,
    disclosures_12m,
    clients_12m,
    last_disclosed_on,
    name,
    first_disclosed_on,
    agreement_signed_on,
    agreement_ends_on,
    iso27001_until,
    dpf_certified,
    categories
from recipients
