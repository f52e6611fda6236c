-- title: All items held: drawn by chance, copies of identity papers, cases
-- grain: one row per item
with

id_copies as (

    select
        30 * client_no + 20 + row_number() over (
            partition by client_no order by request_id
        ) as holding_no,
        client_no,
        cast(null as bigint) as trajectory_no,
        'id_copy' as item,
        'mail' as system,
        'subject' as source,
        'legal_obligation' as ground,
        id_copy_received_on as collected_on,
        cast(null as bigint) as fiscal_year,
        id_copy_deleted_on as erased_on,
        'deleted' as erasure
    from world_request
    where id_copy_received_on is not null
        and client_no is not null

),

planted_holdings as (

    select
        30 * world_case.client_no + 10 + row_number() over (
            partition by world_case.client_no
            order by planted.name, planted.item
        ) as holding_no,
        world_case.client_no,
        cast(null as bigint) as trajectory_no,
        planted.item,
        planted.system,
        planted.source,
        planted.ground,
        ago(last_on, planted.collected) as collected_on,
        case when catalog.retention_rule = 'fiscal'
            then year(ago(last_on, planted.collected))
        end as fiscal_year,
        ago(last_on, planted.erased) as erased_on,
        case when planted.erased is not null then 'deleted' end as erasure
    from (
        values
            ('half_erasure', 'job_applications', 'mail', 'subject',
                'contract', 260, null),
            ('frozen_erasure', 'complaints', 'mail', 'subject',
                'legal_obligation', 380, 277),
            ('held_dispute', 'address', 'paper', 'employer', 'contract',
                2100, null),
            ('early_invoice_erasure', 'invoice', 'invoicing', 'employer',
                'legal_obligation', 1240, 92),
            ('licence_without_consent', 'driving_licence', 'file_store',
                'subject', 'consent', 117, null),
            ('never_informed', 'correspondence', 'mail', 'subject',
                'contract', 700, null),
            ('old_statement', 'correspondence', 'mail', 'subject',
                'contract', 2700, null),
            ('chained_restrictions', 'invoice', 'invoicing', 'employer',
                'legal_obligation', 2900, 40),
            ('misused_data', 'meeting_reports', 'mail', 'subject',
                'legitimate_interest', 180, null),
            ('unlisted_items', 'blood_group', 'file_store',
                'occupational_physician', 'legal_obligation', 210, null),
            ('unlisted_items', 'bsn', 'crm', 'employer',
                'legal_obligation', 240, null)
    ) as planted (name, item, system, source, ground, collected, erased)
    left join catalog
        on planted.item = catalog.item
    inner join world_case
        on planted.name = world_case.name
    inner join world_client
        on world_case.client_no = world_client.client_no
    cross join world_timeline
    where world_client.registered_on <= ago(last_on, planted.collected)

),

holdings as (

    select * from world_drawn_holding
    union all by name
    select * from id_copies
    union all by name
    select * from planted_holdings

)

select
    holding_no, client_no, trajectory_no, item, system, source, ground,
    collected_on, fiscal_year, erased_on, erasure
from holdings
order by holding_no
