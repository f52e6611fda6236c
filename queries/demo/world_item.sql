-- title: Which items are held, where, from whom and on what ground
-- grain: one row per item that a slot of a client's file may hold
with

items as (

    select *
    from (
        values
            (1, 0.97, 'client', 'name', 'crm', 'employer', 'contract'),
            (1, 0.97, 'client', 'name', 'crm', 'employer', 'contract'),
            (1, 0.97, 'client', 'address', 'crm', 'employer', 'contract'),
            (1, 0.97, 'client', 'contact', 'crm', 'subject', 'contract'),
            (1, 0.97, 'client', 'contact', 'portal', 'portal', 'contract'),
            (1, 0.97, 'client', 'birth_date', 'crm', 'employer',
                'legal_obligation'),
            (1, 0.97, 'client', 'gender', 'crm', 'subject', 'contract'),
            (2, 0.84, 'first', 'occupational_physician_report', 'file_store',
                'occupational_physician', 'legal_obligation'),
            (2, 0.84, 'first', 'functional_capacity', 'file_store',
                'occupational_physician', 'legal_obligation'),
            (2, 0.84, 'first', 'problem_analysis', 'file_store',
                'occupational_physician', 'legal_obligation'),
            (2, 0.84, 'first', 'employer_action_plan', 'file_store',
                'employer', 'legal_obligation'),
            (2, 0.84, 'first', 'labour_expert_report', 'file_store',
                'third_party', 'legal_obligation'),
            (2, 0.84, 'first', 'labour_market_prospects', 'crm', 'subject',
                'contract'),
            (2, 0.84, 'first', 'wia_decision', 'file_store', 'uwv',
                'legal_obligation'),
            (2, 0.84, 'first', 'uwv_medical_report', 'file_store', 'uwv',
                'legal_obligation'),
            (2, 0.84, 'first', 'uwv_labour_report', 'file_store', 'uwv',
                'legal_obligation'),
            (2, 0.84, 'first', 'availability', 'crm', 'subject', 'contract'),
            (2, 0.84, 'first', 'career_wish', 'portal', 'subject', 'contract'),
            (2, 0.84, 'first', 'skills', 'portal', 'subject', 'contract'),
            (2, 0.84, 'first', 'service_reason', 'crm', 'employer',
                'contract'),
            (2, 0.84, 'first', 'trajectory_type', 'crm', 'employer',
                'contract'),
            (2, 0.84, 'first', 'test_results', 'file_store', 'third_party',
                'contract'),
            (3, 0.74, 'first', 'job', 'crm', 'employer', 'contract'),
            (3, 0.74, 'first', 'salary', 'crm', 'employer', 'contract'),
            (3, 0.74, 'first', 'contract_hours', 'crm', 'employer',
                'contract'),
            (3, 0.74, 'first', 'first_sick_day', 'crm', 'employer',
                'legal_obligation'),
            (3, 0.74, 'first', 'hired_on', 'crm', 'employer', 'contract'),
            (3, 0.74, 'first', 'employment_contract', 'file_store',
                'employer', 'contract'),
            (3, 0.74, 'first', 'secondment_contract', 'file_store',
                'employer', 'contract'),
            (3, 0.74, 'first', 'cv', 'portal', 'subject', 'contract'),
            (3, 0.74, 'first', 'cv', 'file_store', 'subject', 'contract'),
            (4, 0.68, 'first', 'meeting_reports', 'crm', 'subject',
                'contract'),
            (4, 0.68, 'first', 'meeting_reports', 'file_store', 'subject',
                'contract'),
            (4, 0.68, 'first', 'term', 'crm', 'employer', 'contract'),
            (4, 0.68, 'first', 'job_applications', 'portal', 'subject',
                'contract'),
            (4, 0.68, 'first', 'search_profile', 'portal', 'subject',
                'contract'),
            (4, 0.68, 'first', 'results', 'crm', 'subject', 'contract'),
            (5, 0.30, 'client', 'correspondence', 'mail', 'subject',
                'contract'),
            (5, 0.30, 'client', 'correspondence', 'mail', 'employer',
                'contract'),
            (5, 0.30, 'client', 'website_messages', 'website', 'website',
                'legitimate_interest'),
            (5, 0.30, 'client', 'website_searches', 'website', 'website',
                'legitimate_interest'),
            (5, 0.30, 'client', 'website_login', 'portal', 'portal',
                'contract'),
            (5, 0.30, 'client', 'ip_address', 'website', 'website',
                'legitimate_interest'),
            (5, 0.30, 'client', 'complaints', 'mail', 'subject',
                'legal_obligation'),
            (6, 0.22, 'first', 'invoice', 'invoicing', 'employer',
                'legal_obligation'),
            (6, 0.22, 'first', 'invoice', 'invoicing', 'employer',
                'legal_obligation'),
            (6, 0.22, 'first', 'invoice', 'invoicing', 'employer',
                'legal_obligation'),
            (6, 0.22, 'first', 'private_purchase', 'invoicing', 'subject',
                'legal_obligation'),
            (7, 0.65, 'photo', 'photo', 'portal', 'portal', 'consent'),
            (8, 0.85, 'second', 'problem_analysis', 'file_store',
                'occupational_physician', 'legal_obligation'),
            (8, 0.85, 'second', 'meeting_reports', 'crm', 'subject',
                'contract'),
            (8, 0.85, 'second', 'search_profile', 'portal', 'subject',
                'contract')
    ) as t (slot, share, scope, item, system, source, ground)

)

select
    items.*,
    catalog.retention_rule,
    row_number() over (
        partition by items.slot order by items.item, items.system, items.source
    ) - 1 as choice,
    count(*) over (partition by items.slot) as choices
from items
inner join catalog
    on items.item = catalog.item
order by items.slot, choice
