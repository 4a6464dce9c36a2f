# shellcheck shell=bash
# What the scripts share; sourced, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "$*" >&2; }

# fail LINE NEXT-STEP: one clear line, the next step, and out.
fail() {
  echo "onemap: $1" >&2
  [ $# -lt 2 ] || echo "  next: $2" >&2
  exit 1
}

# One script at a time builds in this checkout. The kernel frees the lock when the last of its programs ends, so
# after a killed start the next one waits for the pip or npm that it left behind.
one_at_a_time() {
  exec 9<Makefile
  if ! flock --nonblock 9; then
    say "another make is at work in this checkout; waiting for it"
    flock 9
  fi
}

digest() { sha256sum "$@" | sha256sum | cut -c1-64; }

# reason FILE: the last line of a program's output that looks like an error, without its adornments.
reason() {
  local line pattern
  for pattern in 'no space left' 'error:? +[^ [:punct:]]' 'fail|denied|could not' '[^ ]'; do
    line=$(grep -iE "$pattern" "$1" | tail -n 1) && break
  done
  line=$(sed 's/^ *//' <<<"${line:0:300}")
  echo "${line:-no reason given}"
}

# quietly WHAT NEXT-STEP COMMAND...: run a program without its chatter; on failure its own words in one line.
quietly() {
  local what=$1 next=$2 output
  shift 2
  output=$(mktemp) || fail "cannot write to the temporary folder ${TMPDIR:-/tmp}" "free some disk space there"
  if ! "$@" >"$output" 2>&1; then
    local why
    why=$(reason "$output")
    rm -f "$output"
    grep -qi 'no space left' <<<"$why" && next="free some disk space, then call it again"
    fail "$what failed: $why" "$next"
  fi
  rm -f "$output"
}
