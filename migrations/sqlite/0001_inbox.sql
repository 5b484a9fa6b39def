-- Where a message (in the inbox's own file) stands, from the moment it is claimed (or was quarantined on acceptance). A message above
-- `tally.claimed` without a row here waits for its first turn.
-- work: 0 not in work, 1 in work, 2 suspect (was in work when a process ended), 3 a suspect, alone in work.
create table message_state (
    id       integer primary key,
    state    text    not null check (state in ('received', 'applied', 'parked', 'quarantined', 'ignored')),
    work     integer not null default 0 check (work between 0 and 3),
    deaths   integer not null default 0,
    settled  integer,
    refusals text
);
create index message_state_settled on message_state (state, id);
create index message_state_work on message_state (work, id) where state = 'received';

-- Which objects a parked message waits for: each goes when it comes to belong to an order, the last one applies the message.
create table message_wait (
    message integer not null,
    object  integer not null,
    primary key (message, object)
) without rowid;
create index message_wait_object on message_wait (object);

-- Numbers that only grow. claimed: every message up to this one has a row in message_state; changes: writes of views;
-- objects: the next object number that is not reserved.
create table tally (
    one     integer primary key check (one = 1),
    claimed integer not null default 0,
    changes integer not null default 0,
    objects integer not null default 1
);
insert into tally (one) values (1);
