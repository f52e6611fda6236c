create table token (
    number integer primary key,
    hash text not null unique,
    department text,
    language text not null,
    made_on text not null,
    made_by text not null,
    revoked_on text,
    revoked_by text
) strict
