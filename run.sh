#!/usr/bin/env bash
# Builds the exchange and runs it. ./run.sh --demo adds funded accounts and simulated traders.
#
#   PORT                         where it listens on 127.0.0.1; 8080
#   DATA_DIR                     where it keeps its data; ./data
#   ConnectionStrings__Exchange  a PostgreSQL of yours; without it the exchange runs a private one under DATA_DIR
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/find-postgres.sh"

export PORT="${PORT:-8080}"
DATA_DIR="${DATA_DIR:-$root/data}"
case "$DATA_DIR" in /*) ;; *) DATA_DIR="$PWD/$DATA_DIR" ;; esac
export DATA_DIR

cd "$root" # where global.json is
command -v dotnet >/dev/null || die "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download"

if [ -z "${ConnectionStrings__Exchange:-}" ] && ! has_server_binaries; then
  if has_docker; then
    docker compose up --detach --wait postgres >&2
    export ConnectionStrings__Exchange="Host=127.0.0.1;Port=5433;Username=exchange;Password=exchange;Database=exchange"
  elif can_install; then
    install_server
  else
    no_postgres ConnectionStrings__Exchange
  fi
fi

say "Building..."
dotnet restore src/Exchange.Api --locked-mode -v quiet >&2
dotnet msbuild src/Exchange.Api -p:Configuration=Release -nologo -v:quiet >&2

# In place of this shell, so that signals reach the exchange.
exec dotnet src/Exchange.Api/bin/Release/net10.0/Exchange.Api.dll "$@"
