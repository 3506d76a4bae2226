#!/bin/sh
# Installs each package of `target/packages` where nothing else of notprod is, as its users would, and
# runs real tests there: on production they must not start, on a test database they must.
#
#     tests/installed.sh PYTHON
#
# PYTHON makes the environments; pytest comes from the package index, PHPUnit and Composer from Debian.
# Prints how many packages and runs it tried.
set -eu

python=${1:?"usage: tests/installed.sh PYTHON"}
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac
cd "$(dirname "$0")/.."
packages=$PWD/target/packages
pytest=$(grep '^pytest==' tests/requirements.txt)
mkdir -p "${CARGO_TARGET_DIR:=target}"
CARGO_TARGET_DIR=$(cd "$CARGO_TARGET_DIR" && pwd)
export CARGO_TARGET_DIR
version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"/\1/p' Cargo.toml)
platform=$(node -p 'require("./bindings-node/scripts/platforms.js").here()')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
bare=$(dirname "$(command -v node)"):/usr/bin:/bin
if PATH=$bare command -v notprod >/dev/null; then
    echo "installed: a notprod of this machine stands in \`$bare\`" >&2
    exit 1
fi

production=DATABASE_URL=mysql://app@localhost/shop_production
test=DATABASE_URL=mysql://app@localhost/shop_test
installed=0
tried=0

fail() {
    echo "installed: $package: $1" >&2
    sed 's/^/  | /' "$work/out" >&2
    exit 1
}

# `package FILE`: what is tried from here on, in a folder of its own.
package() {
    package=$1
    [ -f "$packages/$package" ] || { : > "$work/out"; fail 'it was not built'; }
    installed=$((installed + 1))
    echo "installed: $package"
    mkdir "$work/$installed"
    cd "$work/$installed"
}

# `expect CODE WORDS [VARIABLE=VALUE...] COMMAND...`: how it ends and what it says, with no other variables.
expect() {
    code=$1 words=$2
    shift 2
    status=0
    env -i PATH="$bare" HOME="$work/home" "$@" >"$work/out" 2>&1 || status=$?
    [ "$status" -eq "$code" ] || fail "ended with $status, not with $code: $*"
    grep -q -F -e "$words" "$work/out" || [ -z "$words" ] || fail "does not say \`$words\`: $*"
    tried=$((tried + 1))
}

# `guards CODE WORDS COMMAND...`: tests that leave the file `started` where they run. On production they
# must end with CODE before that; on a test database they must pass, and say WORDS.
guards() {
    refused=$1 passed=$2
    shift 2
    expect "$refused" 'refuse[NP201]' "$production" "$@"
    [ ! -e started ] || fail 'the tests ran on production'
    expect 0 "$passed" "$test" "$@"
    [ -e started ] || fail 'the tests did not run'
    rm started
}

# `unpack COMMAND...`: into `sources`, beside the project. Cargo tells by the times of files whether it has
# built them before, and those in an archive are old.
unpack() {
    sources=$work/sources-$installed
    mkdir "$sources"
    (cd "$sources" && "$@")
    find "$sources" -type f -exec touch {} +
}

# The command line, and that the pages it explains with came along.
answers() {
    expect 1 'refuse[NP201]' "$production" "$@" check
    expect 0 'notprod: allow' "$test" "$@" check
    expect 0 'production-name' "$@" explain NP201
}

with_python() {
    cat > test_shop.py <<'END'
import pathlib

pathlib.Path("started").touch()


def test_orders():
    pass
END
    "$python" -m venv venv
    pip="venv/bin/python -m pip --disable-pip-version-check --quiet"
    $pip install "$pytest"
    $pip install "$@"
    guards 4 '1 passed' venv/bin/python -m pytest -p no:cacheprovider
    answers venv/bin/notprod
}

with_node() {
    echo '{ "name": "shop", "private": true }' > package.json
    cat > shop.test.mjs <<'END'
import { writeFileSync } from 'node:fs';
import test from 'node:test';

writeFileSync('started', '');
test('orders', () => {});
END
    npm install --offline --no-audit --no-fund --loglevel=error "$@" >"$work/out" 2>&1 || fail 'npm does not install it'
}

# A project whose test leaves a trace; the rest of `<phpunit>` is given.
with_phpunit() {
    mkdir -p tests
    echo "<phpunit $1><testsuites><testsuite name=\"shop\"><directory>tests</directory></testsuite></testsuites>$2</phpunit>" > phpunit.xml
    cat > tests/ShopTest.php <<'END'
<?php
final class ShopTest extends PHPUnit\Framework\TestCase
{
    public function testOrders(): void
    {
        $this->assertTrue(touch('started'));
    }
}
END
}

for wheel in "$packages"/*.whl; do
    case $wheel in
    *musllinux*)
        echo "installed: not $(basename "$wheel"): that wants a Python on musl, as the release workflow has"
        continue
        ;;
    esac
    package "$(basename "$wheel")"
    with_python --no-index --no-deps "$wheel"
done

# Built by pip as on a machine for which there is no wheel, but without optimising.
package "notprod-$version.tar.gz"
unpack tar -xzf "$packages/$package"
MATURIN_PEP517_ARGS='--profile dev' with_python --no-deps "$sources/notprod-$version"

package "notprod-$version.crate"
unpack tar -xzf "$packages/$package"
# The profile of the workspace, so that what it has built for its tests is not built again.
cargo install --quiet --debug --locked --path "$sources/notprod-$version" --root . \
    --config 'profile.dev.debug="line-tables-only"' --config 'profile.dev.package."*".opt-level=1'
command=$PWD/bin
answers "$command/notprod"
guards 1 '' "$command/notprod" run -- touch started

package "notprod-$version.tgz"
with_node --omit=optional "$packages/$package"
expect 2 "\`@notprod/$platform\`, is not installed" node_modules/.bin/notprod check
expect 1 "\`@notprod/$platform\`, is not installed" "$test" node --import notprod/register --test
[ ! -e started ] || fail 'the tests ran without the native part'

package "notprod-$platform-$version.tgz"
with_node "$packages/notprod-$version.tgz" "$packages/$package"
answers npx --offline notprod
guards 1 '# pass 1' node --import notprod/register --test --test-reporter=tap

package "php_notprod-$version-src.zip"
unpack unzip -q "$packages/$package"
# What PIE does with the metadata: https://github.com/php/pie/blob/1.3.1/docs/extension-maintainers.md
cd "$sources"
cd "$(php -r 'echo json_decode(file_get_contents("composer.json"))->{"php-ext"}->{"build-path"};')"
{ phpize && ./configure && make NOTPROD_TARGET="$CARGO_TARGET_DIR" && make install INSTALL_ROOT="$work/php"; } >"$work/out" 2>&1 ||
    fail 'it does not build'
cd "$work/$installed"
mkdir "$work/ini"
echo "extension=$work/php$(php-config --extension-dir)/notprod.so" > "$work/ini/notprod.ini"
expect 0 "notprod" PHP_INI_SCAN_DIR=":$work/ini" php --ri notprod
with_phpunit '' ''
guards 1 'OK (1 test' PHP_INI_SCAN_DIR=":$work/ini" phpunit

package "notprod-phpunit-$version.zip"
# As a registry would describe it: the metadata in the archive, and where that lies.
php -r '
    $package = json_decode(shell_exec("unzip -p " . escapeshellarg($argv[1]) . " composer.json"), true);
    $package += ["version" => $argv[2], "dist" => ["type" => "zip", "url" => $argv[1]]];
    $repositories = [["packagist.org" => false], ["type" => "package", "package" => $package]];
    echo json_encode(["repositories" => $repositories, "require-dev" => [$package["name"] => $argv[2]]]);
' "$packages/$package" "$version" > composer.json
COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_HOME=$work/home composer install --quiet --no-interaction >"$work/out" 2>&1 ||
    fail 'Composer does not install it'
# With the command `notprod` alone, with the extension alone, without either.
with_phpunit 'bootstrap="vendor/notprod/phpunit/bootstrap.php"' ''
guards 1 'OK (1 test' PATH="$command:$bare" phpunit
guards 1 'OK (1 test' PHP_INI_SCAN_DIR=":$work/ini" phpunit
expect 1 'notprod: error' "$test" phpunit
[ ! -e started ] || fail 'the tests ran and nobody had judged'
# By the autoloader that Composer made.
with_phpunit 'bootstrap="vendor/autoload.php"' '<extensions><extension class="Notprod\PHPUnit\Hook"/></extensions>'
guards 1 'OK (1 test' PATH="$command:$bare" phpunit

echo "installed: $installed packages, $tried runs"
