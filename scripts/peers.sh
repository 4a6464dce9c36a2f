#!/usr/bin/env bash
# Other geocoders to measure ourselves against: programs from Debian, Python packages into .peers.
# Nothing of this is part of the service; `rm -rf .peers` takes it away.
. "$(dirname "$0")/lib.sh"

one_at_a_time
scripts/packages.sh peers

lock=requirements/peers.txt
wanted=$(digest "$lock")
[ "$(cat .peers/installed 2>/dev/null)" != "$wanted" ] || exit 0

rm -rf .peers
quietly "making .peers" "check that this folder is yours and has room" python3 -m venv .peers
say "installing Python packages of $lock (some minutes: one is compiled)"
quietly "installing the Python packages" "check the network (or pip's configuration), then call it again" \
  .peers/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes -r "$lock"
echo "$wanted" >.peers/installed
