#!/bin/bash
# Exit status 0 if the worker in this container says that it lives; bash alone, for images without curl.
port=${WARREN_HTTP##*:}
exec 3<>"/dev/tcp/127.0.0.1/${port:-9095}" || exit 1
printf 'GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
IFS= read -r -t 3 status <&3 || exit 1
[[ $status == HTTP/1.?\ 200* ]]
