-- Everything an order, or an object that belongs to none yet, is found by. sales_org is the order's, repeated here so that
-- a search within organisations reads nothing else; null: seen by those who see everything.
create table lookup (
    norm      text    not null,
    kind      text    not null,
    object    integer not null references object (id),
    scope     text    not null,
    sent      text    not null,
    of        text    not null,
    sales_org text,
    primary key (norm, kind, object desc, scope, sent, of)
) without rowid;
create index lookup_org on lookup (sales_org, norm, kind, object desc) where sales_org is not null;
create index lookup_object on lookup (object);
