#!/usr/bin/env bash
# Others to measure ourselves against: programs from Debian, Python packages into .peers; peers.sh martin: that, too,
# where cargo is there to compile it. Nothing of this is part of the service; `rm -rf .peers` takes it away.
. "$(dirname "$0")/lib.sh"

one_at_a_time
scripts/packages.sh peers

lock=requirements/peers.txt
wanted=$(digest "$lock")
if [ "$(cat .peers/installed 2>/dev/null)" != "$wanted" ]; then
  rm -rf .peers
  quietly "making .peers" "check that this folder is yours and has room" python3 -m venv .peers
  say "installing Python packages of $lock (some minutes: one is compiled)"
  quietly "installing the Python packages" "check the network (or pip's configuration), then call it again" \
    .peers/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes -r "$lock"
  echo "$wanted" >.peers/installed
fi

[ "${1:-}" = martin ] || exit 0
[ -z "${ONEMAP_MARTIN:-}" ] && [ ! -x .peers/bin/martin ] || exit 0
! command -v martin >/dev/null || exit 0
if ! command -v cargo >/dev/null; then
  say "martin is not here, nor cargo, which would compile it: measuring without it"
  exit 0
fi
# Newer versions need a newer Rust; what is left out of it would fetch more from the network.
say "compiling martin (a quarter of an hour)"
quietly "compiling martin" "check the network, then call it again" \
  cargo install martin --version 1.14.0 --no-default-features --features postgres,metrics,mlt --root .peers
