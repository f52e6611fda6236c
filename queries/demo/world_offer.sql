-- title: What is given to which kind of recipient, and for what
-- grain: one row per choice that a slot of a client's disclosures has
with

offers as (

    select *
    from (
        values
            (1, 0.88, 'principal', 'trajectory', 'principal_reporting'),
            (1, 0.88, 'principal', 'trajectory', 'principal_reporting'),
            (1, 0.88, 'principal', 'trajectory', 'principal_accountability'),
            (1, 0.88, 'principal', 'employment', 'principal_reporting'),
            (2, 0.92, 'it_supplier', 'identity', 'client_base_management'),
            (2, 0.92, 'it_supplier', 'identity', 'identification'),
            (2, 0.92, 'it_supplier', 'trajectory', 'client_base_management'),
            (2, 0.92, 'it_supplier', 'interaction', 'contact'),
            (3, 0.86, 'freelancer', 'health', 'reintegration'),
            (3, 0.86, 'freelancer', 'health', 'reintegration'),
            (3, 0.86, 'freelancer', 'trajectory', 'job_guidance'),
            (3, 0.86, 'freelancer', 'employment', 'job_guidance'),
            (3, 0.86, 'freelancer', 'identity', 'contact'),
            (4, 0.78, 'test_agency', 'identity', 'suitable_work_assessment'),
            (4, 0.78, 'test_agency', 'health', 'suitable_work_assessment'),
            (4, 0.78, 'assessment_provider', 'health',
                'suitable_work_assessment'),
            (4, 0.78, 'assessment_provider', 'employment',
                'suitable_work_assessment'),
            (4, 0.78, 'training_provider', 'identity', 'training'),
            (5, 0.82, 'vacancy_bank', 'employment', 'job_guidance'),
            (5, 0.82, 'vacancy_bank', 'employment', 'job_guidance'),
            (5, 0.82, 'vacancy_bank', 'identity', 'job_guidance'),
            (5, 0.82, 'authority', 'trajectory', 'legal_obligation'),
            (5, 0.82, 'authority', 'health', 'legal_obligation'),
            (6, 0.86, 'principal', 'payment', 'invoicing'),
            (6, 0.86, 'it_supplier', 'payment', 'invoicing'),
            (6, 0.86, 'analytics', 'interaction', 'service_improvement'),
            (6, 0.86, 'analytics', 'interaction', 'service_improvement'),
            (6, 0.86, 'social_network', 'interaction', 'marketing')
    ) as t (slot, share, kind, category, purpose)

),

recipients as (

    select
        kind,
        list(recipient_no order by recipient_no) as recipient_nos
    from world_recipient
    group by kind

)

select
    offers.slot,
    offers.share,
    offers.kind,
    offers.category,
    offers.purpose,
    recipients.recipient_nos,
    row_number() over (
        partition by offers.slot
        order by offers.kind, offers.category, offers.purpose
    ) - 1 as choice,
    count(*) over (partition by offers.slot) as choices
from offers
inner join recipients
    on offers.kind = recipients.kind
order by offers.slot, choice
