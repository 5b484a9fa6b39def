-- Messages as they came, in a file of their own: accepting one never waits for the transaction that applies others. A row is
-- written once and never changed.
create table message (
    id          integer primary key,
    source      text    not null,
    key         text    not null,
    connector   text    not null,
    digest      blob    not null,
    received    integer not null,
    correlation text    not null,
    headers     text    not null,
    body        blob    not null,
    -- Why it was refused as it came (its key was taken by another body), as in message_state; else null.
    refusals    text
);
create unique index message_key on message (source, key);
create index message_refused on message (id) where refusals is not null;
