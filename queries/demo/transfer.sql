-- title: Standing transfers on the day of the snapshot
-- grain: one row per transfer begun by then; numbers count back from the last
-- param last date: the day of the last snapshot
-- param as_of date: the day of the snapshot
with

transfers as (

    select *
    from (
        values
            (1, 1, 'US', 'privacy_shield', 'interaction',
                'service_improvement', 3080, null, null),
            (2, 2, 'US', 'privacy_shield', 'interaction', 'marketing', 3010,
                213, null),
            (3, 2, 'US', 'dpf', 'interaction', 'marketing', 212, null, null),
            (4, 3, 'US', 'privacy_shield', 'interaction', 'marketing', 2950,
                80, null),
            (5, 3, 'US', 'dpf', 'interaction', 'marketing', 79, null, null),
            (6, 4, 'US', 'unspecified', 'interaction', 'marketing', 2700,
                null, null),
            (7, 8, 'IN', 'scc_2010', 'identity', 'client_base_management',
                1790, null, 1780),
            (8, 8, 'IN', 'scc_2021', 'trajectory', 'client_base_management',
                900, null, 880),
            (9, 9, 'US', 'scc_2021', 'identity', 'marketing', 640, null,
                null),
            (10, 13, 'US', 'dpf', 'health', 'suitable_work_assessment', 700,
                null, null),
            (11, 14, 'GB', 'adequacy', 'health', 'suitable_work_assessment',
                1490, null, null),
            (12, 14, 'GB', 'adequacy', 'employment',
                'suitable_work_assessment', 1490, null, null),
            (13, 6, 'CH', 'adequacy', 'payment', 'invoicing', 1410, null,
                null),
            (14, 11, 'NO', 'none', 'identity', 'suitable_work_assessment',
                1048, null, null),
            (15, 18, 'CA', 'adequacy', 'identity', 'training', 410, null,
                null),
            (16, 7, 'UA', 'scc_2021', 'trajectory', 'client_base_management',
                1000, 251, 985),
            (17, 17, 'SR', 'derogation', 'identity', 'training', 505, null,
                null),
            (18, 9, 'US', 'dpf', 'interaction', 'marketing', 300, null, null),
            (19, 14, 'GB', 'adequacy', 'identity',
                'suitable_work_assessment', 2150, null, null),
            (20, 8, 'IN', 'dpf', 'interaction', 'contact', 240, null, null),
            (21, 6, 'CH', 'adequacy', 'identity', 'invoicing', 1410, null,
                null)
    ) as t (
        transfer_no, recipient_no, country, mechanism, category, purpose,
        started, ended, assessed
    )

)

select
    printf('TR-%04d', transfer_no) as transfer_id,
    printf('RC-%04d', recipient_no) as recipient_id,
    country,
    mechanism,
    category,
    purpose,
    ago($last, started) as started_on,
    known(ago($last, ended), $as_of) as ended_on,
    known(ago($last, assessed), $as_of) as assessed_on
from transfers
where ago($last, started) <= $as_of
order by transfer_no
