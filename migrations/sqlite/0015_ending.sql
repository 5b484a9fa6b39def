-- By which endings something may be found: the last eight characters of each number of `lookup`, backwards, so that an ending is
-- a range. Numbers of goods only, nothing of a person. Rows come with those of `lookup` and stay: what is found by them is looked
-- up there, so a row too many costs a look and says nothing, and what is written anew with the same numbers writes nothing here.
-- run: objects are numbered in the order in which they are heard of, and each 4,096 of them have an ordered run of their own. So
-- a new number is written among the few pages of the newest run, not anywhere in the whole; a search visits the runs, the newest
-- first. sales_org: '' is nobody's.
create table ending (
    sales_org text    not null,
    run       integer not null,
    tail      text    not null,
    object    integer not null,
    primary key (sales_org, run, tail, object)
) without rowid;

create trigger ending_comes after insert on lookup
when new.kind not in ('name', 'email', 'phone', 'postcode', 'item', 'site', 'party') and length(new.norm) > 4
begin
    insert or ignore into ending (sales_org, run, tail, object) values (
        coalesce(new.sales_org, ''), new.object >> 12,
        substr(new.norm, -1, 1) || substr(new.norm, -2, 1) || substr(new.norm, -3, 1) || substr(new.norm, -4, 1) ||
        substr(new.norm, -5, 1) || substr(new.norm, -6, 1) || substr(new.norm, -7, 1) || substr(new.norm, -8, 1),
        new.object);
end;

insert or ignore into ending (sales_org, run, tail, object)
select coalesce(new.sales_org, ''), new.object >> 12,
        substr(new.norm, -1, 1) || substr(new.norm, -2, 1) || substr(new.norm, -3, 1) || substr(new.norm, -4, 1) ||
        substr(new.norm, -5, 1) || substr(new.norm, -6, 1) || substr(new.norm, -7, 1) || substr(new.norm, -8, 1),
        new.object
from lookup as new
where new.kind not in ('name', 'email', 'phone', 'postcode', 'item', 'site', 'party') and length(new.norm) > 4;
