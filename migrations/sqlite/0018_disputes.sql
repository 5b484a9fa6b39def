-- Conflicts as operators go through them, the newest first.
create index conflict_received on conflict (received);
-- What an operator has looked at and left as it is: kept beside the conflicts, which are derived, by a hash of what tells one from
-- the others. No personal data in `reason` beyond what was typed.
create table dispute_left (
    dispute text    primary key,
    person  text    not null,
    name    text    not null,
    at      integer not null,
    reason  text    not null
) without rowid;
