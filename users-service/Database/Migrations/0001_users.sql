create table users
(
    id         bigint generated always as identity primary key,
    name       text             not null check (char_length(name) between 1 and 100),
    email      text             not null,
    email_key  text collate "C" not null,
    created_at timestamptz      not null default now(),
    updated_at timestamptz      not null default now(),
    deleted_at timestamptz,
    purge_at   timestamptz,
    version    integer          not null default 1,
    check ((deleted_at is null) = (purge_at is null))
);

create unique index users_email_key on users (email_key) where deleted_at is null;

create index users_newest_first on users (created_at desc, id desc) where deleted_at is null;

-- Signs the cursors of lists, so that every replica takes the cursors of every other.
create table cursor_key
(
    one boolean primary key default true check (one),
    key bytea not null
);

-- 244 random bits.
insert into cursor_key (key)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
