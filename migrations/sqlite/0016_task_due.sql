-- By when a task is to be done. What was opened before had a day.
alter table task add column due integer not null default 0;
update task set due = opened + 86400000000;
create index task_due on task (due, id) where done is null;
create index task_mine on task (person, due, id) where done is null;
