#!/usr/bin/env bash
# Builds everything and runs every test project. The last line is the sum: "N passed, N failed".
#
#   EXCHANGE_TEST_POSTGRES   a PostgreSQL for the tests; without it they run a throwaway one
#   arguments                go to dotnet test, e.g. --filter Ledger
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/find-postgres.sh"

cd "$root" # where global.json is
command -v dotnet >/dev/null || die "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download"

if [ -z "${EXCHANGE_TEST_POSTGRES:-}" ] && ! has_server_binaries && ! has_docker; then
  if can_install; then install_server; else no_postgres EXCHANGE_TEST_POSTGRES; fi
fi

dotnet restore Exchange.sln --locked-mode -v quiet || die "The packages could not be restored."
dotnet msbuild Exchange.sln -p:Configuration=Release -nologo -v:quiet || die "The build failed."

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

# A figure of the summary that a test run writes.
counter() { sed -n "s/.*<Counters .*\b$1=\"\([0-9]*\)\".*/\1/p" "$2"; }

for project in tests/*/*.csproj; do
  grep -q '<IsTestProject>true' "$project" || continue
  report="$results/$(basename "$project" .csproj).trx"
  dotnet test "$project" -c Release --no-build --nologo --logger "trx;LogFileName=$report" "$@"
  status=$?
  project_failed=0
  if [ -f "$report" ]; then
    project_failed=$(counter failed "$report")
    passed=$((passed + $(counter passed "$report")))
    skipped=$((skipped + $(counter total "$report") - $(counter executed "$report")))
  fi
  # A run that broke off counts as a failure, whatever it had counted.
  [ "$status" -ne 0 ] && [ "$project_failed" -eq 0 ] && project_failed=1
  failed=$((failed + project_failed))
done

summary="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || summary="$summary, $skipped skipped"
echo "$summary"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
