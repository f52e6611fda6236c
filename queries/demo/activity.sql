-- title: The processing register on the day of the snapshot
-- grain: one row per activity; what was missing is put right in time, or not
-- param last date: the day of the last snapshot
-- param as_of date: the day of the snapshot
with

activities as (

    select *
    from (
        values
            (1, 'Re-integratie en begeleiding',
                'reintegration|job_guidance|contact',
                'identity|health|employment|trajectory', 'client',
                'contract|legal_obligation', null,
                'employment_social_security',
                'freelancer|it_supplier|authority', null, 'trajectory',
                'toegangsbeheer per afdeling; versleutelde opslag',
                'Consulenten', 0, 259),
            (2, 'Rapportage aan opdrachtgevers',
                'principal_reporting|principal_accountability',
                'identity|employment|trajectory', 'client|client_contact',
                'contract|legitimate_interest',
                'verantwoording van werkprocessen aan opdrachtgevers',
                'employment_social_security', 'principal', null, 'trajectory',
                'beveiligde uitwisseling; vier ogen bij verzending',
                'Administratie', 0, 258),
            (3, 'Assessments en tests', 'suitable_work_assessment',
                'identity|health|employment', 'client', 'contract|consent',
                null, 'explicit_consent', 'test_agency|assessment_provider',
                'US|GB', 'trajectory|consent',
                'pseudonieme kandidaatnummers; toegangsbeheer',
                'Assessmentbureau', 0, 256),
            (4, 'Trainingen', 'training|contact', 'identity|employment',
                'client', 'contract', null, 'employment_social_security',
                'training_provider|freelancer', 'CA', 'trajectory',
                'minimale deelnemerslijst', 'Consulenten', 0, 255),
            (5, 'Vacaturebemiddeling', 'job_guidance', 'identity|employment',
                'client', 'contract|consent', null, 'explicit_consent',
                'vacancy_bank|social_network', null, 'trajectory|consent',
                'cliënt bevestigt elke publicatie', 'Consulenten', 0, 255),
            (6, 'Facturering en incasso', 'invoicing|collection',
                'identity|payment', 'client|client_contact',
                'legal_obligation|legitimate_interest',
                'bescherming van financiële belangen', null,
                'principal|it_supplier|authority', null, 'fiscal',
                'functiescheiding; logboek van mutaties', 'Financiën', 0,
                252),
            (7, 'Cliëntportaal Rapasso',
                'client_base_management|contact|identification',
                'identity|employment|trajectory|interaction', 'client',
                'contract|consent', null, 'explicit_consent', 'it_supplier',
                'IN', 'trajectory|consent|undeclared',
                'tweestapsverificatie; ISO 27001 bij de leverancier',
                'ICT-beheer', 0, 251),
            (8, 'Website, nieuwsbrief en sociale media',
                'contact|marketing|service_improvement',
                'identity|interaction', 'client|website_visitor',
                'legitimate_interest|consent', 'verbetering van de diensten',
                null, 'analytics|social_network|it_supplier', 'US',
                'undeclared', 'cookiekeuze vooraf; ingekorte IP-adressen',
                'Marketing', 0, 250),
            (9, 'Privacyverzoeken, klachten en geschillen',
                'complaint_handling|disputes|legal_obligation|identification',
                'identity|interaction', 'client', 'legal_obligation', null,
                null, 'authority', null, 'trajectory|undeclared',
                'afgeschermde map van het privacyloket', 'Privacyloket', 0,
                259),
            (10, 'Kwaliteit, benchmarking en management',
                'benchmarking|management|service_quality|effort_monitoring',
                'employment|trajectory', 'client', 'legitimate_interest',
                null, 'employment_social_security', 'it_supplier', null,
                'trajectory', 'rapportage zonder namen', 'Directie', 0, 252),
            (11, 'Papieren archief en dossierbeheer',
                'administrative_acts|client_base_management',
                'identity|health|employment|trajectory', 'client', 'contract',
                null, 'employment_social_security', 'it_supplier', null,
                'trajectory', 'afgesloten archiefruimte; uitleenregister',
                'Administratie', 128, 122),
            (12, 'Verzuimadvies aan werkgevers', 'legal_obligation|contact',
                'identity|employment', 'client|client_contact',
                'contract|legal_obligation', null,
                'employment_social_security', 'principal', null, 'trajectory',
                'beveiligde uitwisseling', null, 0, 610),
            (13, 'Vacaturematching in het portaal', 'job_guidance',
                'identity|trajectory', 'client', 'contract|consent', null,
                'explicit_consent', 'it_supplier', null, 'trajectory|consent',
                'consulent bekijkt elk voorstel', 'Consulenten', 0, 190),
            (14, 'Dienstverlening in opdracht van UWV',
                'reintegration|principal_accountability',
                'identity|health|trajectory', 'client', 'public_task', null,
                'employment_social_security', 'authority', null, 'trajectory',
                'toegangsbeheer per afdeling; beveiligde uitwisseling',
                'Consulenten', 0, 205),
            (15, 'Participatietrajecten voor gemeenten',
                'reintegration|training', 'identity|employment|trajectory',
                'client', 'public_task', null, 'employment_social_security',
                'principal', null, 'trajectory',
                'toegangsbeheer per afdeling', 'Consulenten', 0, 214),
            (16, 'Verzuimdossiers voor verzekeraars en werkgevers',
                'administrative_acts', 'identity|employment', 'client',
                'contract', null, 'employment_social_security',
                'principal', null, 'trajectory',
                'gescheiden omgeving per opdrachtgever', 'Administratie', 0,
                225)
    ) as t (
        activity_no, name, purposes, categories, subjects, grounds, interest,
        special_ground, recipient_kinds, countries, retention_rules, measures,
        owner, measured, reviewed
    )

),

assessments as (

    -- a DPIA is done where health data are many, and still to be done on paper
    select *
    from (
        values
            (1, 'done', 410),
            (2, 'done', 1240),
            (3, 'done', 233),
            (5, 'done', 615),
            (7, 'done', 300),
            (10, 'done', 140),
            (11, 'needed', null),
            (13, 'done', 188),
            (14, 'done', 520)
    ) as t (activity_no, dpia, assessed)

),

processing_for_others as (

    select *
    from (
        values
            (12, 'employer'),
            (14, 'uwv'),
            (15, 'municipality'),
            (16, 'insurer|employer')
    ) as t (activity_no, controllers)

),

reviews as (

    select
        activity_no,
        max(ago($last, reviewed + 358 * round)) filter (
            where ago($last, reviewed + 358 * round) <= $as_of
        ) as reviewed_on
    from activities
    cross join (values (0), (1), (2)) as rounds (round)
    where activity_no <> 10
    group by activity_no

)

select
    printf('A-%03d', activities.activity_no) as activity_id,
    activities.name,
    case when processing_for_others.controllers is null then 'controller'
        else 'processor'
    end as role,
    processing_for_others.controllers,
    activities.purposes,
    activities.categories,
    activities.subjects,
    activities.grounds,
    activities.interest,
    activities.special_ground,
    activities.recipient_kinds,
    activities.countries,
    activities.retention_rules,
    case when measured = 0 or ago($last, measured) <= $as_of then measures
    end as measures,
    activities.owner,
    case
        when ago($last, assessed) > $as_of then 'needed'
        else coalesce(assessments.dpia, 'not_needed')
    end as dpia,
    case when ago($last, assessed) <= $as_of then ago($last, assessed)
    end as dpia_on,
    activities.activity_no = 13 as automated,
    reviews.reviewed_on
from activities
left join assessments using (activity_no)
left join processing_for_others using (activity_no)
left join reviews using (activity_no)
order by activities.activity_no
