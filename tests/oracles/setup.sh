#!/bin/sh
# Makes a folder with the clients that the address oracles run: `tests/oracles/setup.sh FOLDER`.
#
# Wants a C compiler, Python 3.10 or newer with `venv`, Node with npm, PHP with PDO for MySQL and
# PostgreSQL, and psql.
set -eu

folder=${1:?"usage: tests/oracles/setup.sh FOLDER"}
missing=''
for program in cc python3 node npm php; do
    command -v "$program" >/dev/null || missing="$missing $program"
done
[ -n "$(ls /usr/lib/postgresql/*/bin/psql 2>/dev/null || command -v psql)" ] || missing="$missing psql"
if command -v php >/dev/null; then
    for extension in pdo_mysql pdo_pgsql; do
        php -m | grep -qx "$extension" || missing="$missing php:$extension"
    done
fi
if [ -n "$missing" ]; then
    echo "setup: this machine lacks$missing (Debian: gcc python3-venv nodejs npm php-cli php-mysql php-pgsql postgresql-client)" >&2
    exit 1
fi
mkdir -p "$folder/node"
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q 'psycopg[binary]' psycopg2-binary asyncpg pg8000 pymysql \
    mysql-connector-python 'sqlalchemy[asyncio]' dj-database-url django-environ
[ -f "$folder/node/package.json" ] || echo '{"private": true}' >"$folder/node/package.json"
npm install --prefix "$folder/node" --no-audit --no-fund --silent pg postgres mysql2 mysql mariadb
