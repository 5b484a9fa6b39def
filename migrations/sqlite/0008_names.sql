-- A name may have several bearers: the kinds that are shared (a purchase order of two orders), and numbers that are used again
-- after months. since: when the event that gave it happened.
create table name_2 (
    kind    text    not null,
    scope   text    not null,
    norm    text    not null,
    of      text    not null,
    object  integer not null references object (id),
    sent    text    not null,
    sent_scope text not null,
    source  text    not null,
    since   integer not null,
    primary key (norm, kind, scope, of, object)
) without rowid;
insert into name_2 (kind, scope, norm, of, object, sent, sent_scope, source, since)
select kind, scope, norm, of, object, sent, sent_scope, source, 0 from name;
drop table name;
alter table name_2 rename to name;
create index name_object on name (object);

-- Claims that were refused, since they would have made one thing of two: part of what every order they touch is folded from.
create table conflict (
    claimant   integer not null references object (id),
    holder     integer not null references object (id),
    kind       text    not null check (kind in ('name', 'place', 'customers')),
    norm       text    not null,
    ref_kind   text    not null,
    scope      text    not null,
    of         text    not null,
    source     text    not null,
    sent       text    not null,
    sent_scope text    not null,
    subject    integer,
    at         integer not null,
    at_offset  integer not null,
    zone_known integer not null,
    received   integer not null,
    message    integer not null,
    ordinal    integer not null,
    generation integer not null,
    primary key (claimant, holder, kind, norm, ref_kind, scope, of, source)
) without rowid;
create index conflict_holder on conflict (holder);
create index conflict_subject on conflict (subject) where subject is not null;
