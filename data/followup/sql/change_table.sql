create table change (
    key text not null,
    version integer not null,
    state text not null,
    primary key (key, version)
) strict, without rowid
