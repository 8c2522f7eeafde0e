-- What lists are searched and sorted by: folded as Names/Folding.cs does (these lines are its approximation for the rows
-- that are there already).
alter table users
    add column name_folded  text collate "C",
    add column email_folded text collate "C",
    add column erased_at    timestamptz;

update users
set name_folded  = lower(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g')),
    email_folded = lower(regexp_replace(normalize(email, nfkd), '[\u0300-\u036f]', '', 'g'));

alter table users
    alter column name_folded set not null,
    alter column email_folded set not null,
    add column search_text text collate "C" generated always as (name_folded || E'\n' || email_folded) stored;

-- Only ever added to, by rights (Database/Grants.sql). The rows before and after a change carry name, name_folded, email,
-- email_key, updated_at and deleted_at; erasing a user empties them.
create table user_history
(
    seq        bigint generated always as identity primary key,
    user_id    bigint      not null,
    at         timestamptz not null default now(),
    -- A walk through pages tells by it what was changed since it began.
    changed_in xid8        not null default pg_current_xact_id(),
    actor      text        not null,
    action     text        not null
        check (action in ('created', 'updated', 'deleted', 'restored', 'erased', 'purged')),
    request_id text        not null,
    before     jsonb,
    after      jsonb
);

create index user_history_by_user on user_history (user_id, seq);
-- Rows come in the order of their time.
create index user_history_by_time on user_history using brin (at);
