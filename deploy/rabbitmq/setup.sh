#!/bin/sh
# Gives a broker its exchanges, queues, policies and a user for each role, by the management's interface:
#
#   RABBITMQ_URL=http://localhost:15672 RABBITMQ_USER=... RABBITMQ_PASSWORD=... MODEL=warren-demo \
#   RABBITMQ_WORKER_PASSWORD=... setup.sh definitions.json
#
# Needs curl and an administrator. Run again it changes nothing but passwords. Rights are those of the
# table in README.md. Compose runs it before anything that needs a broker.
set -eu

fail() {
  echo "setup: $1" >&2
  exit 1
}

# They go into JSON and URIs as they are, and nobody should have to guess what a quote does there.
plain() {
  eval "value=\${$1-}"
  case $value in
    "") fail "$1 is missing" ;;
    *[!A-Za-z0-9._~-]*) fail "$1: letters, digits, '.', '_', '~' and '-' alone" ;;
  esac
}

for name in RABBITMQ_USER RABBITMQ_PASSWORD MODEL; do plain "$name"; done
: "${RABBITMQ_URL:?where the management is, such as http://localhost:15672}"
[ -r "${1-}" ] || fail "cannot read the definitions: '${1-}'"

# A file, for everybody on this machine can read a command line.
umask 077
login=$(mktemp)
trap 'rm -f "$login"' EXIT
printf 'user = "%s:%s"\n' "$RABBITMQ_USER" "$RABBITMQ_PASSWORD" >"$login"

# METHOD PATH, the body on standard input.
send() {
  curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused --max-time 60 --config "$login" \
    --request "$1" --header 'content-type: application/json' --data-binary @- "$RABBITMQ_URL/api/$2" ||
    case $? in
      22) fail "$1 $2 failed; 401 means that the broker was made with another RABBITMQ_USER or RABBITMQ_PASSWORD" ;;
      *) fail "no answer from $RABBITMQ_URL: does RabbitMQ run there, with the plugin rabbitmq_management?" ;;
    esac
}

# NAME VARIABLE-WITH-ITS-PASSWORD TAGS CONFIGURE WRITE READ
user() {
  plain "$2"
  printf '{"password": "%s", "tags": "%s"}' "$value" "$3" | send PUT "users/$1"
  printf '{"configure": "%s", "write": "%s", "read": "%s"}' "$4" "$5" "$6" | sed 's/\\/\\\\/g' |
    send PUT "permissions/%2F/$1"
  # What runs wild does not take every connection. A worker holds two, four while engines change.
  printf '{"value": 64}' | send PUT "user-limits/$1/max-connections"
  printf '{"value": 400}' | send PUT "user-limits/$1/max-channels"
}

sed "s/warren-demo/$MODEL/g" "$1" | send POST definitions
user worker RABBITMQ_WORKER_PASSWORD '' \
  '^$' '^warren\.(detections|retry\..+|quarantine(\..+)?|dlx)$' '^warren\.frames\..+$'
user quarantine RABBITMQ_QUARANTINE_PASSWORD '' \
  '^$' '^warren\.(detections|retry\..+|dlx)$' '^warren\.quarantine\..+$'
user gateway RABBITMQ_GATEWAY_PASSWORD '' \
  '^$' '^warren\.frames$' '^$'
user loadtest RABBITMQ_LOADTEST_PASSWORD '' \
  '^warren\.own\.' '^warren\.(own\..*|frames)$' '^warren\.(own\..*|detections)$'
user watcher RABBITMQ_WATCHER_PASSWORD '' \
  '^warren\.own\.' '^warren\.own\.' '^warren\.(own\..*|detections)$'
user responder RABBITMQ_RESPONDER_PASSWORD '' \
  '^$' '^warren\.frames$' '^warren\.dead-letters$'
user monitoring RABBITMQ_MONITORING_PASSWORD monitoring \
  '^$' '^$' '^$'
echo "setup: exchanges, queues and policies for $MODEL, and the users worker, quarantine, gateway, loadtest, watcher, responder, monitoring"
