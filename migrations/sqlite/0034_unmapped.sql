-- Codes that no table knows, as the views of orders have them: written with the view, and gone with the next one that has a row for
-- them. at, message: of the latest report.
create table unmapped (
    order_id integer not null,
    source   text    not null,
    code     text    not null,
    sent     text    not null,
    count    integer not null,
    at       integer not null,
    message  integer not null,
    primary key (order_id, source, code)
) without rowid;
