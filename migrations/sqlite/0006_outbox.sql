-- What other systems are to be told. A key is written once, whatever is folded, replayed or rebuilt again.
create table outbox (
    id          integer primary key,
    key         text    not null unique,
    destination text    not null,
    effect      text    not null,
    order_id    integer not null,
    payload     text    not null,
    reverses    text,
    created     integer not null,
    state       text    not null
);
create index outbox_newest on outbox (destination, state, id);

-- What was derived for each order so far, by key, so that the next fold tells what is new.
create table posted (
    id   integer primary key,
    keys text    not null
);
