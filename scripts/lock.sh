#!/usr/bin/env bash
# Write requirements/*.txt anew from *.in: exact versions with hashes, and no word of where they come from.
# `make lock` keeps the versions that still fit; `make lock ARGS=--upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet uv

constraint=() # dev.txt has the same versions as run.txt
for name in run dev peers; do
  "$tools/bin/uv" pip compile "requirements/$name.in" --output-file "requirements/$name.txt" --quiet \
    --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "make lock" "${constraint[@]}" "$@"
  constraint=(--constraint requirements/run.txt)
  [ "$name" != dev ] || constraint=() # the peers live in an environment of their own
done
