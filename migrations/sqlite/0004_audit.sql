-- Who did what. Each row carries the hash over the row before it and itself.
create table audit (
    sequence integer primary key,
    at       integer not null,
    actor    text    not null,
    action   text    not null,
    subject  text    not null,
    detail   text    not null,
    hash     text    not null
);
create index audit_subject on audit (subject, sequence);
create trigger audit_is_never_changed before update on audit begin
    select raise(abort, 'the audit is append-only');
end;
create trigger audit_is_never_shortened before delete on audit begin
    select raise(abort, 'the audit is append-only');
end;
