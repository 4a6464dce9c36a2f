#!/usr/bin/env bash
# `make down`: stop all that `make up` started.
. "$(dirname "$0")/lib.sh"

home=${ONEMAP_HOME:-.onemap}
if [ ! -e "$home/cluster" ] && [ ! -e "$home/service.json" ]; then
  say "nothing was started here"
  exit 0
fi
one_at_a_time
[ -x .venv/bin/python ] || scripts/venv.sh run # somebody removed it while the service runs
exec 9<&- ./onemap down
