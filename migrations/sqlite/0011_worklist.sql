-- The worklists: one item an order and cause. state: todo; snoozed or resolved until the time in `until` (null: until the condition
-- changes); closed: the condition is gone. Derived from the view: sales_org (empty: not stated yet), tier, carrier, due, minutes (of
-- the service level), print (the condition), card. People's: assignee (empty: nobody), until, reason, words. version counts what was
-- decided about the item, by people or by itself; last_… tell the last of it. touched: somebody did something since it opened.
create table work_item (
    id            integer primary key,
    order_id      integer not null,
    cause         text    not null,
    state         text    not null check (state in ('todo', 'snoozed', 'resolved', 'closed')),
    sales_org     text    not null,
    tier          text    not null,
    carrier       text    not null,
    due           integer not null,
    minutes       integer not null,
    print         text    not null,
    opened        integer not null,
    times         integer not null default 1,
    assignee      text    not null default '',
    assignee_name text    not null default '',
    until         integer,
    reason        text,
    words         text,
    version       integer not null default 1,
    last_by       text    not null default '',
    last_name     text    not null default '',
    last_at       integer not null,
    last_verb     text    not null,
    touched       integer not null default 0,
    card          text    not null
);
create unique index work_item_order on work_item (order_id, cause);
-- The lists, in the order of their time left, of one organisation or all, of one cause or all; what lists are filtered by stands
-- in the index, so that a filter reads no rows in vain.
create index work_item_cause on work_item (state, cause, due, id, sales_org, tier, carrier, assignee);
create index work_item_due on work_item (state, due, id, sales_org, tier, carrier, assignee);
create index work_item_org_cause on work_item (state, sales_org, cause, due, id, tier, carrier, assignee);
create index work_item_org_due on work_item (state, sales_org, due, id, tier, carrier, assignee);
create index work_item_until on work_item (until) where until is not null;

-- What happened to an item: by itself (actor empty) or by people.
create table work_event (
    id     integer primary key,
    item   integer not null,
    at     integer not null,
    actor  text    not null,
    name   text    not null,
    verb   text    not null,
    detail text    not null,
    until  integer
);
create index work_event_item on work_event (item, id);

-- How many items there are, kept by triggers: a list's number costs a row and not a list. kind: cause, tier, carrier.
create table work_count (
    sales_org text    not null,
    state     text    not null,
    kind      text    not null,
    value     text    not null,
    count     integer not null,
    primary key (sales_org, state, kind, value)
) without rowid;
create trigger work_item_comes after insert on work_item begin
    insert into work_count (sales_org, state, kind, value, count)
    values (new.sales_org, new.state, 'cause', new.cause, 1), (new.sales_org, new.state, 'tier', new.tier, 1),
           (new.sales_org, new.state, 'carrier', new.carrier, 1)
    on conflict (sales_org, state, kind, value) do update set count = count + 1;
end;
create trigger work_item_moves after update of sales_org, state, tier, carrier on work_item
when old.sales_org <> new.sales_org or old.state <> new.state or old.tier <> new.tier or old.carrier <> new.carrier begin
    update work_count set count = count - 1
    where sales_org = old.sales_org and state = old.state
      and (kind, value) in (values ('cause', old.cause), ('tier', old.tier), ('carrier', old.carrier));
    insert into work_count (sales_org, state, kind, value, count)
    values (new.sales_org, new.state, 'cause', new.cause, 1), (new.sales_org, new.state, 'tier', new.tier, 1),
           (new.sales_org, new.state, 'carrier', new.carrier, 1)
    on conflict (sales_org, state, kind, value) do update set count = count + 1;
end;

-- Views that people keep: the query of a list under a name. shared: seen by everybody who sees worklists.
create table work_view (
    id         integer primary key,
    owner      text    not null,
    owner_name text    not null,
    name       text    not null,
    query      text    not null,
    shared     integer not null,
    created    integer not null
);
create unique index work_view_name on work_view (owner, name);
create index work_view_shared on work_view (shared, created) where shared = 1;

-- Who has signed in, so that work can be given to them. organisations: a JSON array; null: all.
create table person (
    id            text    primary key,
    name          text    not null,
    organisations text,
    seen          integer not null
) without rowid;
create index person_seen on person (seen);
