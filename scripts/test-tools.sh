#!/usr/bin/env bash
# What the checks need: PostGIS, a browser with Chinese letters, the packages of requirements/dev.txt, the built page.
. "$(dirname "$0")/lib.sh"

one_at_a_time
scripts/packages.sh test
scripts/venv.sh dev
scripts/page.sh build
