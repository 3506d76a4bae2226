#!/bin/sh
# Sees to it that Debian packages are there: `tests/packages.sh NAME...`
#
# Installs what is missing where it may: as root, or by a `sudo` that asks for no password. Elsewhere it
# says what is missing and fails. On a system that has no such packages it says what is wanted and goes
# on: what is not there fails where it is used.
set -eu

if ! command -v dpkg-query >/dev/null; then
    echo "setup: this is no Debian; wanted is what these packages of it hold: $*" >&2
    exit 0
fi
missing=''
for name; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) || state=''
    [ "$state" = installed ] || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -eq 0 ]; then
    as_root=''
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    echo "setup: this machine lacks Debian's$missing" >&2
    exit 1
fi
echo "setup: installing$missing"
$as_root apt-get update -qq
# Another installation may be under way.
# shellcheck disable=SC2086 # a list of names
DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $missing >/dev/null
