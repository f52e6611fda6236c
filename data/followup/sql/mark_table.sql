create table mark (
    key text primary key,
    version integer not null,
    owner text,
    planned_on text,
    note text,
    accepted_until text,
    accepted_reason text,
    accepted_by text,
    accepted_role text,
    done_on text,
    changed_at text not null,
    changed_by text not null,
    changed_role text not null
) strict
