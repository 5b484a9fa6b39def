-- Replays: which messages run again, how far each has come, and what it changed (or would).
-- attempts: rounds that were begun and not ended, so that a message that ends the process does not end it for ever.
create table replay (
    id        integer primary key,
    selection text    not null,
    dry_run   integer not null,
    actor     text    not null,
    created   integer not null,
    updated   integer not null,
    state     text    not null check (state in ('running', 'paused', 'stopped', 'done', 'failed')),
    cursor    integer not null,
    last      integer not null,
    attempts  integer not null default 0,
    report    text    not null,
    error     text
);
create index replay_running on replay (id) where state = 'running';
