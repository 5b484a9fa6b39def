-- What each source states of an item, a site or a party now; all that it ever stated are events.
create table master (
    of      text    not null,
    norm    text    not null,
    scope   text    not null,
    source  text    not null,
    object  integer not null references object (id),
    at      integer not null,
    version integer not null,
    body    text    not null,
    primary key (of, norm, scope, source)
) without rowid;
create index master_object on master (object);

-- Since when a number that is used again after months has named what is found by it.
alter table lookup add column since integer not null default 0;
