# Sourced by run.sh and test.sh: makes sure that the program will find a Postgres, and installs or starts one only if it would not.

say() { printf '%s\n' "$*" >&2; }

die() { say "$*"; exit 1; }

# Whether this machine has the server's programs, looked for where the program itself looks.
has_server_binaries() {
  local folder
  for folder in "${PG_BIN:-}" "$(pg_config --bindir 2>/dev/null)" \
    /usr/lib/postgresql/*/bin /usr/local/opt/postgresql@*/bin /opt/homebrew/opt/postgresql@*/bin; do
    [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && return
  done
  command -v initdb >/dev/null && command -v postgres >/dev/null
}

has_docker() {
  docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1
}

can_install() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null
}

# The distribution's package, without the cluster that it would make and start by itself: the program makes its own.
install_server() {
  local settings=/etc/postgresql-common/createcluster.d
  say "Installing PostgreSQL..."
  mkdir -p "$settings"
  echo 'create_main_cluster = false' >"$settings/exchange.conf"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql; } </dev/null >&2
  local status=$?
  rm -f "$settings/exchange.conf"
  [ "$status" -eq 0 ] && has_server_binaries || die "PostgreSQL could not be installed; see above."
}

no_postgres() {
  die "No PostgreSQL was found. Install its server (Debian, Ubuntu: apt-get install postgresql), start Docker, or give a connection string in $1."
}
