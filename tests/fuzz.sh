#!/bin/sh
# Runs the property tests with fresh random input until the time is up, or until one fails.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}

cargo test -q --release -p notprod-tests --test properties --no-run
end=$(($(date +%s) + seconds))
rounds=0
while [ "$(date +%s)" -lt "$end" ]; do
    PROPTEST_CASES=20000 cargo test -q --release -p notprod-tests --test properties
    rounds=$((rounds + 1))
done
echo "fuzz: $rounds rounds of 20000 cases a property in $seconds s, none failed"
