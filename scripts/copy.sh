#!/usr/bin/env bash
# Copy the checkout as a fresh clone would have it, with changes that are not committed yet: copy.sh FOLDER
. "$(dirname "$0")/lib.sh"

[ $# -eq 1 ] || fail "no folder given" "copy.sh FOLDER"
if git rev-parse --git-dir >/dev/null 2>&1; then
  git ls-files -z --cached --others --exclude-standard
else
  find . -type f -not -path './.venv/*' -not -path './.onemap/*' -not -path '*/node_modules/*' -not -path './web/dist/*' -print0
fi | while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  tar --create --null --files-from=- | tar --extract --directory="$1"
