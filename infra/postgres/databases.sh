#!/bin/sh
# Makes the databases and their roles on a new server: one role owns the schema, the service's own owns nothing. May be
# repeated, on a server that was made without roles or after a password was changed:
# docker compose exec postgres /docker-entrypoint-initdb.d/databases.sh
set -eu

database() { # database NAME: the passwords are in the environment, where other processes do not see them
  psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --quiet --set name="$1" \
    --set owner="$1_owner" --set service="$1_service" <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD
select format('create database %I', :'name')
where not exists (select from pg_database where datname = :'name') \gexec
select format('create role %I', role) from unnest(array[:'owner', :'service']) role
where not exists (select from pg_roles where rolname = role) \gexec
-- Three replicas with full pools; the server takes 100 in all.
alter role :"owner" login password :'owner_password' connection limit 10;
alter role :"service" login password :'service_password' connection limit 60;
alter database :"name" owner to :"owner";
revoke all on database :"name" from public;
grant connect on database :"name" to :"service";

\connect :"name"
alter schema public owner to :"owner";
select format('alter table %s owner to %I', oid::regclass, :'owner')
from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') \gexec
SQL
}

OWNER_PASSWORD=$USERS_OWNER_PASSWORD SERVICE_PASSWORD=$USERS_PASSWORD database users
OWNER_PASSWORD=$SRE_OWNER_PASSWORD SERVICE_PASSWORD=$SRE_PASSWORD database sre
