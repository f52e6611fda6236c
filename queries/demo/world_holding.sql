-- title: All items held: drawn by chance, copies of identity papers, cases
-- grain: one row per item
with

id_copies as (

    select
        20 * client_no + 14 + slot as holding_no,
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

),

planted_holdings as (

    select
        20 * world_case.client_no + planted.slot as holding_no,
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
            ('half_erasure', 10, 'job_applications', 'mail', 'subject',
                'contract', 260, null),
            ('frozen_erasure', 11, 'complaints', 'mail', 'subject',
                'legal_obligation', 380, 277),
            ('held_dispute', 12, 'address', 'paper', 'employer', 'contract',
                2100, null),
            ('early_invoice_erasure', 13, 'invoice', 'invoicing', 'employer',
                'legal_obligation', 1240, 92),
            ('licence_without_consent', 10, 'driving_licence', 'file_store',
                'subject', 'consent', 117, null),
            ('never_informed', 11, 'correspondence', 'mail', 'subject',
                'contract', 700, null),
            ('old_statement', 12, 'correspondence', 'mail', 'subject',
                'contract', 2700, null)
    ) as planted (name, slot, item, system, source, ground, collected, erased)
    inner join catalog
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
