-- The checks that the contract makes of the large tables, as one would write them by
-- hand for a source of 31 October 2026: each statement counts what is wrong.
select
    count_if(not coalesce(regexp_full_match(client_id, 'C-[0-9]{6,8}'), false)),
    count_if(registered_on is null or registered_on not between '1900-01-01' and '2026-10-31'),
    count_if(informed_on not between '2016-05-24' and '2026-10-31'),
    count_if(statement_version not between '1900-01-01' and '2026-10-31'),
    count_if((statement_version is null) <> (informed_on is null)),
    count_if(portal_account is null),
    count_if(len(unread) > 0)
from client;
select
    count_if(not coalesce(regexp_full_match(trajectory_id, 'T-[0-9]{6,9}'), false)),
    count_if(client_id is null),
    count_if(principal_id is null),
    count_if(kind is null or kind not in ('first_track', 'second_track', 'outplacement', 'job_coaching', 'assessment', 'training')),
    count_if(started_on is null or started_on not between '1900-01-01' and '2026-10-31'),
    count_if(ended_on not between '1900-01-01' and '2026-10-31'),
    count_if(ended_on < started_on),
    count_if(result not in ('placed_own_employer', 'placed_elsewhere', 'not_placed', 'stopped')),
    count_if((result is null) <> (ended_on is null)),
    count_if(len(unread) > 0)
from trajectory;
select
    count_if(not coalesce(regexp_full_match(consent_id, '[A-Z]{1,3}-[0-9]{1,10}'), false)),
    count_if(client_id is null),
    count_if(item is null or item not in (select item from 'data/policy/catalog.csv')),
    count_if(purpose is null or purpose not in (select purpose from 'data/policy/purposes.csv')),
    count_if(given_on is null or given_on not between '1900-01-01' and '2026-10-31'),
    count_if(withdrawn_on not between '1900-01-01' and '2026-10-31'),
    count_if(withdrawn_on < given_on),
    count_if(len(unread) > 0)
from consent;
select
    count_if(not coalesce(regexp_full_match(holding_id, 'H-[0-9]{6,10}'), false)),
    count_if(client_id is null),
    count_if(not coalesce(regexp_full_match(item, '[a-z][a-z0-9_]{1,39}'), false)),
    count_if(system is null or system not in ('portal', 'crm', 'file_store', 'mail', 'website', 'invoicing', 'paper')),
    count_if(source is null or source not in ('subject', 'employer', 'uwv', 'occupational_physician', 'website', 'portal', 'third_party', 'own')),
    count_if("ground" is null or "ground" not in ('contract', 'legal_obligation', 'legitimate_interest', 'consent', 'vital_interest', 'public_task')),
    count_if(collected_on is null or collected_on not between '1900-01-01' and '2026-10-31'),
    count_if(fiscal_year not between 1990 and 2026),
    count_if((fiscal_year is not null) <> (item in (select item from 'data/policy/catalog.csv' where retention_rule = 'fiscal'))),
    count_if(erased_on not between '1900-01-01' and '2026-10-31'),
    count_if(erased_on < collected_on),
    count_if(erasure not in ('deleted', 'anonymised')),
    count_if((erasure is null) <> (erased_on is null)),
    count_if(len(unread) > 0)
from holding;
select
    count_if(not coalesce(regexp_full_match(disclosure_id, '[A-Z]{1,3}-[0-9]{1,10}'), false)),
    count_if(client_id is null),
    count_if(recipient_id is null),
    count_if(category is null or category not in ('identity', 'health', 'employment', 'trajectory', 'interaction', 'payment', 'verification')),
    count_if(purpose is null),
    count_if(disclosed_on is null or disclosed_on not between '1900-01-01' and '2026-10-31'),
    count_if(len(unread) > 0)
from disclosure;
select client_id from client group by client_id having count(*) > 1;
select trajectory_id from trajectory group by trajectory_id having count(*) > 1;
select consent_id from consent group by consent_id having count(*) > 1;
select holding_id from holding group by holding_id having count(*) > 1;
select disclosure_id from disclosure group by disclosure_id having count(*) > 1;
select client_id from trajectory where client_id not in (select client_id from client);
select principal_id from trajectory where principal_id not in (select principal_id from principal);
select client_id from consent where client_id not in (select client_id from client);
select client_id from holding where client_id not in (select client_id from client);
select trajectory_id from holding anti join trajectory using (trajectory_id) where trajectory_id is not null;
select holding.row from holding inner join trajectory using (trajectory_id) where holding.client_id <> trajectory.client_id;
select client_id from disclosure where client_id not in (select client_id from client);
select recipient_id from disclosure where recipient_id not in (select recipient_id from recipient);
select distinct item from holding where regexp_matches(item, '@|[0-9].*[0-9]');
select distinct purpose from disclosure where regexp_matches(purpose, '@|[0-9].*[0-9]');
select distinct form_version from consent where regexp_matches(form_version, '@|[0-9]{8}')
