-- What is good once only, by the hash of it (a signed request of a console, say), until when it is remembered
-- (microseconds since 1970 in UTC).
create table used (
    hash  blob    primary key,
    until integer not null
) without rowid;
create index used_until on used (until);
