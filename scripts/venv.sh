#!/usr/bin/env bash
# The Python environment .venv with exactly the packages of a lock file: venv.sh run|dev
# A file in .venv names the lock's digest when all of it is there; then nothing is done.
. "$(dirname "$0")/lib.sh"

lock="requirements/${1:-run}.txt"
stamp=".venv/installed-${1:-run}"
busy=.venv/being-installed
wanted=$(digest "$lock")

[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || rm -rf .venv # made by a Python that is gone
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && [ ! -e "$busy" ]; then exit 0; fi

# A killed pip leaves packages that look whole and are not.
[ ! -e "$busy" ] || rm -rf .venv

python=
for candidate in "${PYTHON:-python3}" python3.11 /usr/bin/python3; do
  if "$candidate" -c 'import sys, ensurepip; assert sys.version_info >= (3, 11)' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || fail "Python 3.11 or newer is needed" "install it, or name it: PYTHON=/path/to/python3.11 make up"

if [ ! -x .venv/bin/python ]; then
  rm -rf .venv.new
  quietly "making .venv" "check that this folder is yours and has room" "$python" -m venv .venv.new
  touch ".venv.new/$(basename "$busy")"
  mv .venv.new .venv
fi
touch "$busy"
say "installing Python packages of $lock (the first time 1-2 minutes)"
quietly "installing the Python packages" "check the network (or pip's configuration), then call it again" \
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes -r "$lock"
echo "$wanted" >"$stamp"
rm -f "$busy"
