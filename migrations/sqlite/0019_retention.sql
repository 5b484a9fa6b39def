-- Texts that people wrote and that are not erased yet, by their age.
create index note_kept on note (at) where body <> '';
create index task_kept on task (opened) where detail <> '' and done is not null;
