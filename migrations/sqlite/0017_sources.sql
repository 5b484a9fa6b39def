-- How each source that keeps a rhythm stands (a handful of rows), by what was last heard of it. Times in microseconds.
create table source_pulse (
    source text    primary key,
    speech text    not null check (speech in ('unheard', 'speaking', 'silent', 'returning')),
    since  integer not null,
    heard  integer,
    counts integer not null
) without rowid;
-- Up to which message it was listened, and when it was looked last.
create table source_look (
    one     integer primary key check (one = 1),
    message integer not null default 0,
    looked  integer
);
insert into source_look (one) values (1);
