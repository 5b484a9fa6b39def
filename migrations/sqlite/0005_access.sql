-- API tokens by the hash of their secret. scopes and organisations are JSON arrays; organisations null: all.
create table api_token (
    hash          blob    primary key,
    name          text    not null,
    scopes        text    not null,
    organisations text,
    created       integer not null,
    expires       integer
) without rowid;
create index api_token_name on api_token (name);

-- What each person looked at last.
create table recent (
    person text    not null,
    object integer not null,
    at     integer not null,
    primary key (person, object)
) without rowid;
