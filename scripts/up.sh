#!/usr/bin/env bash
# `make up`: whatever is missing on this machine, then `./onemap up`. Each step does nothing when it is done.
. "$(dirname "$0")/lib.sh"

one_at_a_time
scripts/packages.sh run
scripts/venv.sh run
scripts/page.sh build
exec 9<&- ./onemap up
