-- What people write down around an order. It is no partner's statement and nothing is folded from it; it can be erased.
-- key: the same note sent twice (a form pressed twice) is one.
create table note (
    id       integer primary key,
    key      text    not null unique,
    order_id integer not null,
    person   text    not null,
    name     text    not null,
    at       integer not null,
    body     text    not null
);
create index note_order on note (order_id, id);

-- What somebody has to do for an order. The same thing is open once.
create table task (
    id          integer primary key,
    order_id    integer not null,
    kind        text    not null check (kind in ('follow_up', 'ask_carrier', 'redelivery')),
    title       text    not null,
    detail      text    not null,
    person      text    not null,
    name        text    not null,
    opened      integer not null,
    done        integer,
    done_person text,
    done_name   text
);
create unique index task_open on task (order_id, kind, title) where done is null;
create index task_order on task (order_id, id);

-- How long an inquiry took: from the first look at the order while a case is open to the end of the case.
create table inquiry (
    case_object integer not null,
    opened      integer not null,
    order_id    integer not null,
    person      text    not null,
    closed      integer,
    primary key (case_object, opened)
) without rowid;
create unique index inquiry_open on inquiry (case_object) where closed is null;
create index inquiry_open_order on inquiry (order_id) where closed is null;
create index inquiry_closed on inquiry (closed) where closed is not null;
