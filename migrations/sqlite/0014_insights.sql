-- What delivered orders contribute to the figures, a row each. Empty: not known. promised, on_time, visible: 0 or 1.
create table order_fact (
    order_id  integer primary key,
    day       integer not null,
    sales_org text    not null,
    carrier   text    not null,
    lane      text    not null,
    site      text    not null,
    promised  integer not null,
    on_time   integer not null,
    visible   integer not null
);

-- Their sums by day, kept by triggers. by: all, carrier, lane, site (then `value` says which one).
create table kpi_order (
    sales_org text    not null,
    kind      text    not null,
    day       integer not null,
    value     text    not null,
    orders    integer not null,
    promised  integer not null,
    on_time   integer not null,
    visible   integer not null,
    primary key (sales_org, kind, day, value)
) without rowid;
create index kpi_order_value on kpi_order (kind, value, day);
create trigger order_fact_comes after insert on order_fact begin
    insert into kpi_order (sales_org, kind, day, value, orders, promised, on_time, visible)
    select new.sales_org, column1, new.day, column2, 1, new.promised, new.on_time, new.visible
    from (values ('all', ''), ('carrier', new.carrier), ('lane', new.lane), ('site', new.site)) where true
    on conflict (sales_org, kind, day, value) do update set orders = orders + 1, promised = promised + excluded.promised,
        on_time = on_time + excluded.on_time, visible = visible + excluded.visible;
end;
create trigger order_fact_goes after delete on order_fact begin
    update kpi_order set orders = orders - 1, promised = promised - old.promised, on_time = on_time - old.on_time,
        visible = visible - old.visible
    where sales_org = old.sales_org and day = old.day
      and (kind, value) in (values ('all', ''), ('carrier', old.carrier), ('lane', old.lane), ('site', old.site));
end;

-- How long news travel: events by the day on which they could be seen, who told them, and the step of their waiting time.
create table kpi_latency (
    day    integer not null,
    source text    not null,
    step   integer not null,
    count  integer not null,
    primary key (day, source, step)
) without rowid;
-- The last event that was counted.
create table kpi_cursor (
    one   integer primary key check (one = 1),
    event integer not null
);
insert into kpi_cursor (one, event) values (1, 0);

-- What became of items of worklists by day, kept by triggers: of those that opened on a day, how many (touched) took a hand.
create table kpi_work (
    sales_org text    not null,
    day       integer not null,
    cause     text    not null,
    opened    integer not null default 0,
    closed    integer not null default 0,
    resolved  integer not null default 0,
    touched   integer not null default 0,
    primary key (sales_org, day, cause)
) without rowid;
create trigger work_event_comes after insert on work_event
when new.verb in ('opened', 'reopened', 'closed', 'resolved') begin
    insert into kpi_work (sales_org, day, cause, opened, closed, resolved)
    select sales_org, new.at / 86400000000, cause, new.verb in ('opened', 'reopened'), new.verb = 'closed',
           new.verb = 'resolved'
    from work_item where id = new.item
    on conflict (sales_org, day, cause) do update set opened = opened + excluded.opened,
        closed = closed + excluded.closed, resolved = resolved + excluded.resolved;
end;
create trigger work_item_touched after update of touched on work_item when old.touched = 0 and new.touched = 1 begin
    insert into kpi_work (sales_org, day, cause, touched) values (new.sales_org, new.opened / 86400000000, new.cause, 1)
    on conflict (sales_org, day, cause) do update set touched = touched + 1;
end;
