-- Orders whose promise has passed and that are not delivered count among the promised ones. delivered: 0 or 1; what an order that is
-- not delivered contributes to `orders` and `visible` is nothing. overdue: how many of a day's promised orders are not delivered.
alter table order_fact add column delivered integer not null default 1;
alter table kpi_order add column overdue integer not null default 0;

drop trigger order_fact_comes;
create trigger order_fact_comes after insert on order_fact begin
    insert into kpi_order (sales_org, kind, day, value, orders, promised, on_time, visible, overdue)
    select new.sales_org, column1, new.day, column2, new.delivered, new.promised, new.on_time, new.visible, 1 - new.delivered
    from (values ('all', ''), ('carrier', new.carrier), ('lane', new.lane), ('site', new.site)) where true
    on conflict (sales_org, kind, day, value) do update set orders = orders + excluded.orders,
        promised = promised + excluded.promised, on_time = on_time + excluded.on_time,
        visible = visible + excluded.visible, overdue = overdue + excluded.overdue;
end;
drop trigger order_fact_goes;
create trigger order_fact_goes after delete on order_fact begin
    update kpi_order set orders = orders - old.delivered, promised = promised - old.promised,
        on_time = on_time - old.on_time, visible = visible - old.visible, overdue = overdue - (1 - old.delivered)
    where sales_org = old.sales_org and day = old.day
      and (kind, value) in (values ('all', ''), ('carrier', old.carrier), ('lane', old.lane), ('site', old.site));
end;
