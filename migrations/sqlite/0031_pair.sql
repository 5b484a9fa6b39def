-- Which inbox file belongs to this file: both have the same id, and the run of the last start. next: a run that is being
-- written, this file first, then the inbox's; null when both have it.
create table pair (
    one  integer primary key check (one = 1),
    id   text    not null,
    run  text,
    next text
);
