#!/bin/sh
# Makes a folder with the clients that the address oracles run: `tests/oracles/setup.sh FOLDER`.
#
# Wants a C compiler, Python 3.10 or newer with `venv`, PHP with PDO for MySQL and PostgreSQL, psql, and
# Node with npm, which comes from its own installer.
set -eu

folder=${1:?"usage: tests/oracles/setup.sh FOLDER"}
here=$(dirname "$0")

"$here/../packages.sh" gcc libc6-dev python3-venv php-cli php-mysql php-pgsql postgresql-client
"$here/../setup.sh" node
mkdir -p "$folder/node"
if ! "$folder/venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$folder/venv"
    python3 -m venv "$folder/venv"
fi
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
[ -f "$folder/node/package.json" ] || echo '{"private": true}' >"$folder/node/package.json"
npm install --prefix "$folder/node" --no-audit --no-fund --silent \
    mariadb@3.5.4 mysql@2.18.1 mysql2@3.24.6 pg@8.23.1 postgres@3.4.9
