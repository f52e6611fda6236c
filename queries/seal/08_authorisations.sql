-- basis: GDPR Art. 5(1)(f), 25(2) and 32(1)
-- grain: one row per authorisation, revoked ones included
-- param as_of date: the day every status is computed for
-- param review_months integer: house norm: review of authorisations
-- column authorisation_id varchar [shown 1]: the authorisation
-- column department varchar [shown 2, filter 2]: department that has it
-- column system varchar [codes system, shown 3, filter 3]: system it gives access to
-- column category varchar [codes category, shown 4, filter 4]: category of personal
--   data it gives access to
-- column granted_on date [shown 6]: day it was granted
-- column reviewed_on date [shown 7]: day it was last reviewed; null where it never was
-- column revoked_on date [shown 8]: day it was revoked; null while it stands
-- column status varchar [codes authorisation_status, shown 5, filter 1]: revoked,
--   reviewed (reviewed, or else granted, within the house's norm of months),
--   review_due (longer ago)
select
    authorisation_id,
    department,
    system,
    category,
    granted_on,
    reviewed_on,
    revoked_on,
    case
        when revoked_on is not null then 'revoked'
        when coalesce(reviewed_on, granted_on) < add_months($as_of, -$review_months)
            then 'review_due'
        else 'reviewed'
    end as status
from authorisation
order by authorisation_id
