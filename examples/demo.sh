#!/bin/sh
# Shows what notprod does: the tests of examples/pytest-sqlite, run three times.
#
#     examples/demo.sh PYTHON
#
# PYTHON has notprod and pytest installed. Ends with 0 if all three runs behave as said here.
set -eu

python=${1:?"usage: examples/demo.sh PYTHON"}
here=$(cd "$(dirname "$0")" && pwd)
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac

bold='' green='' red='' plain='' colour=no
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') green=$(printf '\033[32m') red=$(printf '\033[31m')
    plain=$(printf '\033[0m') colour=yes
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
cp -R "$here/pytest-sqlite" "$work/shop"
mkdir "$work/shop/data"
cd "$work/shop"

heading() { printf '\n%s%s%s\n\n' "$bold" "$1" "$plain"; }
say() { printf '  %s\n' "$@"; }
good() { printf '  %s✓ %s%s\n' "$green" "$*" "$plain"; }
fail() {
    printf '  %s✗ %s%s\n' "$red" "$*" "$plain"
    exit 1
}

# An environment of nothing but the arguments.
alone() {
    env -i PATH="$PATH" HOME="$work/home" PYTHONDONTWRITEBYTECODE=1 "$@"
}

# Runs the tests, and keeps what pytest prints.
run_pytest() {
    printf '\n  $ %s\n' "${1:+$* }pytest"
    code=0
    alone "$@" "$python" -m pytest -p no:cacheprovider --color="$colour" >"$work/out" 2>&1 || code=$?
    sed 's/^/  | /' "$work/out"
    printf '  exit code %s\n\n' "$code"
}

expect_printed() {
    grep -q -F -e "$1" "$work/out" || fail "the report does not say \`$1\`"
}

orders() {
    "$python" - "$1" <<'PYTHON'
import hashlib, pathlib, sqlite3, sys

database = sqlite3.connect(sys.argv[1])
count = database.execute("SELECT count(*) FROM orders").fetchone()[0]
database.close()
digest = hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest()
print(f"{count} orders, SHA-256 {digest[:16]}...")
PYTHON
}

say "notprod stands between a test suite and a production database." \
    "The shop's tests empty its table before each test, and know nothing of notprod:" \
    "it is installed beside pytest, and that is all."

heading "1. The production database: pytest must not start"
alone DATABASE_URL=sqlite:///data/shop_production.db "$python" - <<'PYTHON'
import sys

sys.path.insert(0, ".")
import shop

database = shop.connect()
shop.create_tables(database)
for customer, cents in (("Ada", 1250), ("Grace", 800), ("Edsger", 4200)):
    shop.place_order(database, customer, cents)
PYTHON
before=$(orders data/shop_production.db)
say "Somebody left the address of production in the environment." \
    "data/shop_production.db holds $before"
run_pytest DATABASE_URL=sqlite:///data/shop_production.db
[ "$code" -eq 4 ] || fail "pytest ended with $code, not with 4"
expect_printed DATABASE_URL
after=$(orders data/shop_production.db)
[ "$before" = "$after" ] || fail "data/shop_production.db now holds $after"
good "refused before a line of the project ran: still $after"

heading "2. A test database: pytest runs as if nothing were there"
say "The same tests with a database of their own, which is not there yet."
run_pytest DATABASE_URL=sqlite:///data/shop_test.db
[ "$code" -eq 0 ] || fail "pytest ended with $code, not with 0"
expect_printed "2 passed"
good "passed; the tests built and emptied data/shop_test.db"

heading "3. The .env of an incident: one word in a file decides"
cat >.env <<'ENV'
APP_NAME=AskProAI
APP_ENV=production
DB_CONNECTION=mysql
DB_HOST=127.0.0.1
DB_PORT=3306
DB_DATABASE=askproai_db
DB_USERNAME=askproai_user
DB_PASSWORD=correct-horse-battery
ENV
say "A copy of the server's .env lies in the project. The host is this machine, the name of the" \
    "database says neither production nor test, and the environment is empty."
run_pytest
[ "$code" -eq 4 ] || fail "pytest ended with $code, not with 4"
expect_printed .env:2
expect_printed askproai_db
grep -q correct-horse "$work/out" && fail "the report shows the password"
good "refused, naming the file and the line: APP_ENV in .env:2"

printf '\n'
good "two runs refused, one passed, and the production file is byte for byte what it was"
