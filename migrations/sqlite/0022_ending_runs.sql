-- Runs of 16,384 objects in place of 4,096 (0015): a search for an ending looks into each of them, so among ten million orders it
-- looks into six hundred and not into two thousand five hundred; the newest run, into which new numbers are written, is still
-- some 400 pages.
drop trigger ending_comes;

create table ending_2 (
    sales_org text    not null,
    run       integer not null,
    tail      text    not null,
    object    integer not null,
    primary key (sales_org, run, tail, object)
) without rowid;
insert into ending_2 (sales_org, run, tail, object) select sales_org, object >> 14, tail, object from ending order by 1, 2, 3, 4;
drop table ending;
alter table ending_2 rename to ending;

create trigger ending_comes after insert on lookup
when new.kind not in ('name', 'email', 'phone', 'postcode', 'item', 'site', 'party') and length(new.norm) > 4
begin
    insert or ignore into ending (sales_org, run, tail, object) values (
        coalesce(new.sales_org, ''), new.object >> 14,
        substr(new.norm, -1, 1) || substr(new.norm, -2, 1) || substr(new.norm, -3, 1) || substr(new.norm, -4, 1) ||
        substr(new.norm, -5, 1) || substr(new.norm, -6, 1) || substr(new.norm, -7, 1) || substr(new.norm, -8, 1),
        new.object);
end;
