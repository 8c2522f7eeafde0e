-- Part of PostgreSQL itself, and trusted: the owner of a database may add it.
create extension if not exists pg_trgm;

-- Every order of a list, in both directions, ends by id; active and deleted users are walked through apart. Active
-- users by email have users_email_key, by time of creation users_newest_first.
create index users_by_id on users (id) where deleted_at is null;
create index users_by_name on users (left(name_folded, 100), id) where deleted_at is null;
create index users_by_updated_at on users (updated_at, id) where deleted_at is null;

create index deleted_users_by_id on users (id) where deleted_at is not null;
create index deleted_users_by_created_at on users (created_at, id) where deleted_at is not null;
create index deleted_users_by_name on users (left(name_folded, 100), id) where deleted_at is not null;
create index deleted_users_by_email on users (email_key, id) where deleted_at is not null;
create index deleted_users_by_updated_at on users (updated_at, id) where deleted_at is not null;

-- For search: the beginning of a name has the indexes by name.
create index users_by_email_beginning on users (email_folded) where deleted_at is null;
create index deleted_users_by_email_beginning on users (email_folded) where deleted_at is not null;
create index users_by_part on users using gin (search_text gin_trgm_ops);

create index erased_users on users (id) where erased_at is not null;

-- What changed since a walk through the pages began.
create index user_history_changes on user_history (changed_in) where before is not null;
