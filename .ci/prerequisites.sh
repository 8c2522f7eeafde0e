# Sourced by .ci/run and .ci/nightly: the programs that tests need, installed where that is possible.
# shellcheck shell=bash

install_if_missing() { # install_if_missing PACKAGE COMMAND...: through apt when the command finds nothing
  local package=$1
  shift
  if "$@" >/dev/null 2>&1; then return; fi
  if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    echo "missing: $package (install it by hand; what needs it is skipped, or fails when CI=true)" >&2
    return
  fi
  missing+=("$package")
}

install_missing() {
  if ((${#missing[@]} > 0)); then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
}

as_root() { # as_root COMMAND...: fails where that needs a password
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

install_rivals() { # what benchmarks compare with; a scenario leaves out what is missing
  missing=()
  install_if_missing nginx-light command -v nginx
  install_if_missing strace command -v strace
  install_if_missing gunicorn command -v gunicorn
  install_if_missing python3-flask-sqlalchemy python3 -c 'import flask_sqlalchemy'
  install_if_missing python3-marshmallow python3 -c 'import marshmallow'
  install_if_missing python3-psycopg2 python3 -c 'import psycopg2'
  install_missing
}

build_balancer() { # the stand-in that offline-docker does not have
  docker image inspect haproxy:3.0-alpine >/dev/null 2>&1 || docker build -q -t haproxy:3.0-alpine - <<'END'
FROM offline-docker/base:trixie
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends haproxy wget && apt-get clean
END
}

install_prerequisites() {
  command -v dotnet >/dev/null || { echo "missing: the .NET SDK 10" >&2; exit 1; }
  missing=()
  install_if_missing postgresql compgen -G '/usr/lib/postgresql/*/bin/postgres'
  install_if_missing redis-server command -v valkey-server redis-server
  install_if_missing chromium command -v chromium
  install_if_missing wrk command -v wrk
  install_if_missing prometheus command -v promtool
  install_if_missing prometheus-alertmanager command -v prometheus-alertmanager
  install_if_missing shellcheck command -v shellcheck
  install_if_missing yamllint command -v yamllint
  install_if_missing npm command -v npm
  install_if_missing jq command -v jq
  install_if_missing docker-registry command -v docker-registry
  install_missing
  if ((EUID == 0)) && [[ -x ../shared/offline-docker/up ]]; then
    ../shared/offline-docker/up sdk chiseled-extra postgres valkey prometheus
    # shellcheck disable=SC1090
    . ~/.cache/offline-docker/env
    build_balancer
  fi
}
