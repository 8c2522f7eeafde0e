# Sourced by infra/backup, infra/restore and infra/restore-check: the folder, the encryption, and what makes two copies of a database comparable.
# shellcheck shell=bash

[[ -z ${PGPASSWORD_FILE:-} ]] || PGPASSWORD=$(cat "$PGPASSWORD_FILE")
export PGPASSWORD

# The rows' text is the same whatever the server's settings are.
export PGOPTIONS='-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1'

folder=${BACKUP_FOLDER:-/backups}

choose_backup() { # choose_backup [BACKUP]: the newest one if none is named
  backup=$folder/${1:-$(find "$folder" -mindepth 1 -maxdepth 1 -name '2*Z' -printf '%f\n' | sort | tail -n 1)}
  [[ -d $backup && $backup != "$folder/" ]] || { echo "no backup ${1:-} in $folder" >&2 && exit 1; }
  echo "Backup $(basename "$backup")"
}

encrypt() { openssl enc -aes-256-cbc -pbkdf2 -salt -pass "file:$BACKUP_KEY_FILE"; }

decrypt() { openssl enc -d -aes-256-cbc -pbkdf2 -pass "file:$BACKUP_KEY_FILE"; }

# Each table with its number of rows and the sum of their hashes, each sequence with its value.
manifest() { # manifest DATABASE [SNAPSHOT]
  local adopt=
  [[ -z ${2:-} ]] || adopt="set transaction snapshot '$2';"
  psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$1" <<SQL
begin isolation level repeatable read read only;
$adopt
select format(
  'select %L, count(*), coalesce(sum((''x'' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0) from only %s t',
  oid::regclass, oid::regclass)
from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname \gexec
select format('select %L, last_value, is_called from %s', oid::regclass, oid::regclass)
from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace order by relname \gexec
commit;
SQL
}

restore() { # restore DATABASE INTO: a new database, with the roles that own it, which are the server's and in no dump
  createdb "$2"
  # The rest of the dump is read too, or decrypting it would end with a broken pipe.
  decrypt <"$backup/$1.dump" | { pg_restore --schema-only --file - && cat >/dev/null; } |
    sed -nE 's/^(ALTER .* OWNER TO|GRANT .* TO) ("?[a-z_]+"?);$/\2/p' | sort -u | while IFS= read -r role; do
      echo "select 'create role $role' where to_regrole('$role') is null \\gexec"
    done | psql --quiet --no-psqlrc --dbname "$2"
  decrypt <"$backup/$1.dump" | pg_restore --dbname "$2" --exit-on-error
}
