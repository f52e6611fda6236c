-- of: 14_agreements
-- instead_of: agreements
-- without: uncovered_before uncovered_first_on
-- page: agreements
-- needs: agreement
-- key: agreement_id
-- search: agreement_id recipient_id recipient_name
select * exclude (uncovered_before, uncovered_first_on)
from agreements
