-- basis: GDPR Art. 33(1) and 33(5), 34(1)
-- grain: one row per personal data breach
-- param as_of date: the day whose end (24:00, Europe/Amsterdam) the status is for
-- param subjects_told_hours integer: house norm: hours within which the data subjects
--   are told
-- param no_answer varchar[]: texts that say nothing
-- column breach_id varchar [shown 1]: the breach
-- column discovered_at timestamptz [shown 2]: when it was discovered
-- column categories varchar[] [codes category, shown 3, filter 5]: categories of
--   personal data concerned
-- column clients_affected bigint [shown 4]: number of clients concerned
-- column risk varchar [codes risk, shown 5, filter 3]: risk to natural persons: none,
--   risk or high
-- column authority_status varchar [codes duty_status, shown 6, filter 1]: notification
--   of the supervisory authority: not_required (no risk), on_time, late, overdue (not
--   told, and the time is over) or open (not told, and the time runs)
-- column authority_due_at timestamptz [shown 7]: 72 hours after discovery; null where
--   the authority need not be told
-- column authority_notified_at timestamptz [shown 8]: when the authority was told; null
--   where not
-- column subjects_status varchar [codes duty_status, shown 9, filter 2]: telling the
--   data subjects: not_required (no high risk), on_time, late, overdue or open
-- column subjects_due_at timestamptz [shown 10]: the house's norm of hours after
--   discovery; null where the data subjects need not be told
-- column subjects_notified_at timestamptz [shown 11]: when the clients were told; null
--   where not
-- column nature varchar [shown 12]: what happened; null where it is not on record
-- column consequences varchar [shown 13]: its effects; null where they are not on
--   record
-- column measures varchar [shown 14]: what was done; null where it is not on record
-- column delay_reason varchar [shown 15]: why the authority was told late; null
--   without
-- column lacking varchar[] [codes breach_lacking, shown 16]: what Art. 33(5) asks to be
--   on record and is not: nature, consequences, measures
-- column closed_on date [shown 17]: day it was closed; null while it is open
-- column has_risk boolean [filter 4]: the risk is not none, so that the authority has
--   to be told
-- column discovered_12m boolean [filter 6]: discovered in the last 12 months
with

limited_breaches as (

    select
        *,
        discovered_at + interval 72 hours as authority_limit,
        discovered_at + to_hours($subjects_told_hours) as subjects_limit,
        timezone(
            'Europe/Amsterdam', cast($as_of + 1 as timestamp)
        ) as end_of_day
    from breach

)

select
    breach_id,
    discovered_at,
    categories,
    clients_affected,
    risk,
    case
        when risk = 'none' then 'not_required'
        when authority_notified_at <= authority_limit then 'on_time'
        when authority_notified_at is not null then 'late'
        when end_of_day > authority_limit then 'overdue'
        else 'open'
    end as authority_status,
    case when risk <> 'none' then authority_limit end as authority_due_at,
    authority_notified_at,
    case
        when risk <> 'high' then 'not_required'
        when subjects_notified_at <= subjects_limit then 'on_time'
        when subjects_notified_at is not null then 'late'
        when end_of_day > subjects_limit then 'overdue'
        else 'open'
    end as subjects_status,
    case when risk = 'high' then subjects_limit end as subjects_due_at,
    subjects_notified_at,
    nature,
    consequences,
    measures,
    delay_reason,
    list_filter(
        [
            case when says_nothing(nature, $no_answer) then 'nature' end,
            case
                when says_nothing(consequences, $no_answer)
                    then 'consequences'
            end,
            case when says_nothing(measures, $no_answer) then 'measures' end
        ],
        lambda entry: entry is not null
    ) as lacking,
    closed_on,
    risk <> 'none' as has_risk,
    cast(timezone('Europe/Amsterdam', discovered_at) as date)
    > add_months($as_of, -12) as discovered_12m
from limited_breaches
order by breach_id
