-- Links to one proof of delivery that open without signing in, for a customer. The token is kept as it is, so that it can be copied
-- again: whoever reads this file can read the documents too. A link that has ended stays: the audit names it by its number.
create table proof_link (
    id           integer primary key,
    token        text    not null unique,
    order_id     integer not null,
    message      integer not null,
    ordinal      integer not null,
    generation   integer not null,
    person       text    not null,
    name         text    not null,
    created      integer not null,
    expires      integer not null,
    revoked      integer,
    revoked_name text
);
create index proof_link_order on proof_link (order_id, id);
