-- Towns are looked for too (kind 'town'), by their beginning only: nobody reads out how a town ends. Names, telephone numbers and
-- customer numbers are kept in more forms. Rows of orders that were stored before come with the order's next change, or with
-- `waypost rebuild`.
drop trigger ending_comes;

create trigger ending_comes after insert on lookup
when new.kind not in ('name', 'email', 'phone', 'postcode', 'town', 'item', 'site', 'party') and length(new.norm) > 4
begin
    insert or ignore into ending (sales_org, run, tail, object) values (
        coalesce(new.sales_org, ''), new.object >> 14,
        substr(new.norm, -1, 1) || substr(new.norm, -2, 1) || substr(new.norm, -3, 1) || substr(new.norm, -4, 1) ||
        substr(new.norm, -5, 1) || substr(new.norm, -6, 1) || substr(new.norm, -7, 1) || substr(new.norm, -8, 1),
        new.object);
end;

-- The newest orders of an organisation: examples on the start page.
create index order_view_org on order_view (sales_org, id) where sales_org is not null;
