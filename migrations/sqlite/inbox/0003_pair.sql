-- Which main file belongs to this file: both have the same id, and the run of the last start.
create table pair (
    one integer primary key check (one = 1),
    id  text    not null,
    run text
);
