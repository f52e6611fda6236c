-- title: Clients to whom something happened that a rule must find
-- grain: one row per case; the share says how far on in the list of clients
-- param clients bigint: how many clients there are on the last day
with

cases as (

    select *
    from (
        values
            ('old_statement', 0.03),
            ('chained_restrictions', 0.05),
            ('held_dispute', 0.30),
            ('endless_trajectory', 0.48),
            ('early_invoice_erasure', 0.50),
            ('half_erasure', 0.58),
            ('never_informed', 0.60),
            ('stray_payment', 0.61),
            ('overdue_request', 0.62),
            ('misused_data', 0.63),
            ('late_extension', 0.64),
            ('told_employer', 0.65),
            ('unreasoned_refusal', 0.66),
            ('frozen_erasure', 0.67),
            ('unverified_answer', 0.68),
            ('half_withdrawal', 0.69),
            ('unnotified_rectification', 0.70),
            ('marketing_objection', 0.71),
            ('kept_id_copy', 0.72),
            ('frozen_disclosure', 0.73),
            ('unredacted_id_copy', 0.74),
            ('silent_applicant', 0.76),
            ('unfrozen_restriction', 0.77),
            ('licence_without_consent', 0.78),
            ('lapsed_agreement', 0.80),
            ('no_agreement', 0.81),
            ('unlisted_items', 0.82),
            ('unfrozen_objection', 0.83),
            ('awaited_identity', 0.84),
            ('portal_copy', 0.85),
            ('empty_refusal', 0.86),
            ('machine_decision', 0.87),
            ('ignored_objection', 0.88)
    ) as t (name, share)

)

select
    name,
    cast(1 + floor(share * ($clients - 1)) as bigint) as client_no
from cases
order by name
