#!/bin/sh
# Makes the databases and their roles on a new server: one role owns the schema, the service's own owns nothing, and
# one reads everything for backups. May be repeated, for example after a password was changed:
# docker compose exec postgres /docker-entrypoint-initdb.d/databases.sh
set -eu

secret() { cat "/run/secrets/$1"; }

database() { # database NAME: the passwords are in the environment, where other processes do not see them
  OWNER_PASSWORD=$(secret "$1_owner") SERVICE_PASSWORD=$(secret "$1_service") BACKUP_PASSWORD=$(secret backup) \
    psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --quiet --set name="$1" \
    --set owner="$1_owner" --set service="$1_service" <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD
\getenv backup_password BACKUP_PASSWORD
select format('create database %I', :'name')
where not exists (select from pg_database where datname = :'name') \gexec
select format('create role %I', role) from unnest(array[:'owner', :'service', 'backup']) role
where not exists (select from pg_roles where rolname = role) \gexec
-- Three replicas with full pools; the server takes 100 in all.
alter role :"owner" login password :'owner_password' connection limit 10;
alter role :"service" login password :'service_password' connection limit 60;
alter role backup login password :'backup_password' connection limit 5;
grant pg_read_all_data to backup;
alter database :"name" owner to :"owner";
revoke all on database :"name" from public;
grant connect on database :"name" to :"service", backup;

\connect :"name"
alter schema public owner to :"owner";
select format('alter table %s owner to %I', oid::regclass, :'owner')
from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') \gexec
SQL
}

database users
database sre
