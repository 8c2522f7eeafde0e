-- Apart from the changes of the table, so that it can be read while these are built.
set local lock_timeout = '2s';

create index users_by_start on users using gin (string_to_array(name_starts, ' '), string_to_array(email_starts, ' '));
create index users_outdated on users (id) where computed_version <> version and erased_at is null;

create index users_synthetic on users (created_at) where synthetic;
create index users_synthetic_deleted on users (deleted_at) where synthetic and deleted_at is not null;
