#!/bin/sh
# Builds the extension (debug) for this machine's PHP and for PHP 8.4, and runs all its tests with
# what `tests/setup.sh php FOLDER` made: `test.sh FOLDER`. Prints the counts.
set -eu
NOTPROD_PHP_TOOLS=$(cd "${1:?"usage: bindings-php/test.sh FOLDER"}" && pwd)
cd "$(dirname "$0")/.."

built=${CARGO_TARGET_DIR:-target}
mkdir -p "$built/php8.4"
built=$(cd "$built" && pwd)
cargo build --quiet -p notprod
cargo build --quiet -p notprod-php --features php
# A folder of its own: a build for another PHP would throw this one away. What knows no PHP is taken over.
if [ ! -e "$built/php8.4/debug" ]; then
    mkdir -p "$built/php8.4/debug"
    cp -a "$built/debug/deps" "$built/debug/build" "$built/debug/.fingerprint" "$built/php8.4/debug/"
fi
PHP=$NOTPROD_PHP_TOOLS/bin/php8.4 PHP_CONFIG=$NOTPROD_PHP_TOOLS/bin/php-config8.4 CARGO_TARGET_DIR=$built/php8.4 \
    cargo build --quiet -p notprod-php --features php

export NOTPROD_PHP_TOOLS
export NOTPROD_COMMAND="$built/debug/notprod"
export NOTPROD_PHP_EXTENSION="$built/debug/libnotprod_php.so"
export NOTPROD_PHP84_EXTENSION="$built/php8.4/debug/libnotprod_php.so"
export NOTPROD_TEST_PHP="php=$NOTPROD_PHP_EXTENSION $NOTPROD_PHP_TOOLS/bin/php8.4=$NOTPROD_PHP84_EXTENSION"

phpunit -c bindings-php/tests/phpunit.xml
cargo test --quiet -p notprod-tests --features php --test php -- --nocapture
