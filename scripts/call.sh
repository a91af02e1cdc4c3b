#!/usr/bin/env bash
# Sends a signed request and prints the answer:  KEY_ID=... SECRET=... scripts/call.sh POST /v1/orders '{"market":...}'
#
#   EXCHANGE_URL   http://127.0.0.1:8080
set -euo pipefail

method=$1 target=$2 body=${3:-}
timestamp=$(date +%s%3N)
signature=$(printf '%s\n%s\n%s\n%s' "$timestamp" "$method" "$target" "$body" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)

exec curl --silent --show-error --request "$method" "${EXCHANGE_URL:-http://127.0.0.1:8080}$target" \
  --header "X-Api-Key: $KEY_ID" \
  --header "X-Api-Timestamp: $timestamp" \
  --header "X-Api-Signature: $signature" \
  ${body:+--header "Content-Type: application/json" --data-binary "$body"} \
  --write-out '\n'
