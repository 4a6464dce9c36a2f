#!/usr/bin/env bash
# Install the system packages that are missing, and only those: packages.sh run|test|peers
# When all are there, neither apt nor the network is touched.
. "$(dirname "$0")/lib.sh"

purpose=${1:-run}
missing=()

has_postgis() {
  local folder
  for folder in /usr/lib/postgresql/*/; do
    folder=$(basename "$folder")
    if [[ $folder =~ ^[0-9]+$ ]] && ((folder >= 15)) && [ -e "/usr/lib/postgresql/$folder/bin/initdb" ] &&
      [ -e "/usr/share/postgresql/$folder/extension/postgis.control" ]; then
      return 0
    fi
  done
  return 1
}

has_cjk_font() { compgen -G '/usr/share/fonts/*/noto/NotoSansCJK-Regular.ttc' >/dev/null; }

command -v python3 >/dev/null || missing+=(python3)
[ -x .venv/bin/python ] || python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if [ "$purpose" = test ] || [ -z "${ONEMAP_DSN:-}" ]; then
  has_postgis || missing+=(postgresql-15-postgis-3)
fi
if [ "$purpose" = test ]; then
  command -v chromium >/dev/null || missing+=(chromium)
  has_cjk_font || missing+=(fonts-noto-cjk)
  command -v curl >/dev/null || missing+=(curl) # the README's examples
  compgen -G '/usr/lib/*/libatomic.so.1' >/dev/null || missing+=(libatomic1) # the browser driver
fi
if [ "$purpose" != run ]; then
  command -v redis-server >/dev/null || missing+=(redis-server)
fi
if [ "$purpose" = peers ]; then
  command -v wrk >/dev/null || missing+=(wrk) # asks over HTTP
  command -v osm2pgsql >/dev/null || missing+=(osm2pgsql)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  command -v g++ >/dev/null || missing+=(g++)
  compgen -G '/usr/include/*/unicode/uversion.h' /usr/include/unicode/uversion.h >/dev/null || missing+=(libicu-dev)
fi
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null ||
  fail "missing on this system: ${missing[*]}" "install what Debian 12 calls by these names, then call it again"
root=()
if [ "$(id -u)" -ne 0 ]; then
  # Without a terminal sudo must not wait for a password.
  if ! { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; then
    fail "missing packages, and no right to install them: ${missing[*]}" \
      "ask an administrator to run: apt-get install -y --no-install-recommends ${missing[*]}"
  fi
  root=(sudo)
fi

# The lock of one_at_a_time (descriptor 9) must not pass to a server that a package starts.
apt() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" 9<&-
}
install() { quietly "installing $*" "see the words above, then call it again" apt install -y --no-install-recommends "$@"; }

say "installing ${missing[*]} (apt)"
if [ -n "$(dpkg --audit)" ]; then # an installation was killed half-way
  quietly "repairing the package database" "run as root: dpkg --configure -a" "${root[@]}" dpkg --configure -a
fi
apt update >/dev/null 2>&1 9<&- || say "some package lists could not be fetched; trying with those that are there"

# Debian's PostgreSQL package starts a server of its own at once; we need the programs only.
servers=/etc/postgresql-common/createcluster.conf
if [[ " ${missing[*]} " == *" postgresql-"* ]] && [ ! -e "$servers" ]; then
  install postgresql-common
  "${root[@]}" sed -i 's/^#create_main_cluster = true/create_main_cluster = false/' "$servers"
  restore() { "${root[@]}" sed -i 's/^create_main_cluster = false/#create_main_cluster = true/' "$servers"; }
  trap restore EXIT
fi
install "${missing[@]}"

# Debian's Redis starts a server of its own at once; we start ours on a socket.
if [[ " ${missing[*]} " == *" redis-server "* ]] && command -v systemctl >/dev/null; then
  "${root[@]}" systemctl disable --now redis-server >/dev/null 2>&1 || true
fi
