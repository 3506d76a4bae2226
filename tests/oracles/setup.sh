#!/bin/sh
# Makes a folder with the clients that the address oracles run: `tests/oracles/setup.sh FOLDER`.
#
# Wants a C compiler, Python 3.10 or newer with `venv`, Node with npm, PHP with PDO for MySQL and
# PostgreSQL, and psql. On Debian and its like it installs what is missing, where it may; Node comes from
# its own installer.
set -eu

folder=${1:?"usage: tests/oracles/setup.sh FOLDER"}
here=$(dirname "$0")

# Each thing that is missing, with the package that has it.
missing() {
    command -v cc >/dev/null || echo 'cc gcc libc6-dev'
    python3 -c 'import venv, ensurepip' 2>/dev/null || echo 'python3 python3-venv'
    [ -n "$(ls /usr/lib/postgresql/*/bin/psql 2>/dev/null || command -v psql)" ] || echo 'psql postgresql-client'
    command -v php >/dev/null || echo 'php php-cli'
    loaded=$(php -m 2>/dev/null || true)
    for extension in mysql pgsql; do
        echo "$loaded" | grep -qx "pdo_$extension" || echo "php:pdo_$extension php-$extension"
    done
}

lacking=$(missing)
if [ -n "$lacking" ] && command -v apt-get >/dev/null; then
    sudo=''
    [ "$(id -u)" -eq 0 ] || sudo='sudo -n'
    if $sudo true 2>/dev/null; then
        packages=$(echo "$lacking" | cut -d ' ' -f 2-)
        echo "setup: installing" $packages
        $sudo apt-get update -qq
        # shellcheck disable=SC2086 # a list of names
        $sudo apt-get install -y -qq --no-install-recommends $packages >/dev/null
        lacking=$(missing)
    fi
fi
for program in node npm; do
    command -v "$program" >/dev/null || lacking="$lacking $program"
done
if [ -n "$lacking" ]; then
    echo "setup: this machine lacks (each with its Debian package)" "$lacking" >&2
    exit 1
fi
mkdir -p "$folder/node"
if ! "$folder/venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$folder/venv"
    python3 -m venv "$folder/venv"
fi
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
[ -f "$folder/node/package.json" ] || echo '{"private": true}' >"$folder/node/package.json"
npm install --prefix "$folder/node" --no-audit --no-fund --silent \
    mariadb@3.5.4 mysql@2.18.1 mysql2@3.24.6 pg@8.23.1 postgres@3.4.9
