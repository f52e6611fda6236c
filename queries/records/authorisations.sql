-- basis: GDPR Art. 5(1)(f), 25(2) and 32(1)
-- page: authorisations
-- grain: one row per authorisation, revoked ones included
-- key: authorisation_id
-- search: authorisation_id department
-- column authorisation_id varchar: the authorisation
-- column department varchar: department that has it
-- column system varchar: system it gives access to
-- column category varchar: category of personal data it gives access to
-- column granted_on date: day it was granted
-- column reviewed_on date: day it was last reviewed; null where it never was
-- column revoked_on date: day it was revoked; null while it stands
-- column status varchar: revoked, reviewed (reviewed, or else granted, in the last 12
--   months), review_due (longer ago)
select
    authorisation_id,
    department,
    system,
    category,
    granted_on,
    reviewed_on,
    revoked_on,
    status
from authorisations
