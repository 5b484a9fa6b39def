-- What names point at.
create table object (
    id   integer primary key,
    kind text    not null
);

-- Names in normal form, unique over all objects of a kind, with what was sent.
create table name (
    kind    text    not null,
    scope   text    not null,
    norm    text    not null,
    of      text    not null,
    object  integer not null references object (id),
    sent    text    not null,
    sent_scope text not null,
    source  text    not null,
    primary key (norm, kind, scope, of)
) without rowid;
create index name_object on name (object);

-- Who belongs to whom. parent is nearer to the order than child; both are from_id and to_id again.
create table link (
    from_id    integer not null,
    relation   text    not null,
    to_id      integer not null,
    source     text    not null,
    child      integer not null references object (id),
    parent     integer not null references object (id),
    lines      text    not null,
    message    integer not null,
    ordinal    integer not null,
    generation integer not null,
    primary key (from_id, relation, to_id, source)
) without rowid;
create index link_child on link (child, parent);
create index link_parent on link (parent, child);

-- What was said. Immutable but for the object, which changes when that object turns out to be another one.
create table event (
    id         integer primary key,
    key        text    not null unique,
    object     integer not null references object (id),
    message    integer not null,
    ordinal    integer not null,
    generation integer not null,
    source     text    not null,
    at         integer not null,
    at_offset  integer not null,
    zone_known integer not null,
    received   integer not null,
    body       text    not null
);
create index event_object on event (object);
create unique index event_identity on event (message, ordinal, generation);

-- The view of each order, as folded last. The summary stands before the view, so that reading it stops early.
create table order_view (
    id             integer primary key references object (id),
    version        integer not null,
    change         integer not null,
    updated        integer not null,
    next_change_at integer,
    sales_org      text,
    lookups        blob    not null,
    summary        text    not null,
    view           text    not null
);
create unique index order_view_change on order_view (change);
create index order_view_due on order_view (next_change_at) where next_change_at is not null;
