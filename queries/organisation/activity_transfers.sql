-- basis: GDPR Art. 30(1)(e) and 30(2)(c), 44-46 and 49
-- page: activity
-- grain: one row per activity and running transfer outside the EEA of a category that
--   the activity names
-- key: activity_id transfer_id
-- search: activity_id transfer_id recipient_name
-- column activity_id varchar: the activity
-- column transfer_id varchar: the transfer
-- column recipient_name varchar: name of the organisation
-- column country varchar [codes country]: country it goes to, ISO 3166-1 alpha-2
-- column category varchar [codes category]: category of personal data
-- column purpose varchar [codes purpose]: what the data are transferred for
-- column mechanism varchar [codes mechanism]: mechanism on record
-- column status varchar [codes transfer_status]: what the mechanism is worth on the day
--   of the snapshot
-- column is_registered boolean: the activity names the country
select
    register.activity_id,
    transfers.transfer_id,
    transfers.recipient_name,
    transfers.country,
    transfers.category,
    transfers.purpose,
    transfers.mechanism,
    transfers.status,
    coalesce(list_contains(register.countries, transfers.country), false)
        as is_registered
from register
inner join transfers on list_contains(register.categories, transfers.category)
where transfers.status not in ('ended', 'within_eea')
