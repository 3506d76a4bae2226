#!/bin/sh
# Runs every fuzz target for so many seconds each, or those that are named:
#
#     fuzz/run.sh 60 [TARGET ...]
#
# Wants cargo-fuzz (`cargo install cargo-fuzz`) and a C++ compiler. Coverage is a flag that a stable compiler
# keeps for itself, so it is told that it is none. What was found stands in `fuzz/artifacts`.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:?"usage: fuzz/run.sh SECONDS [TARGET ...]"}
shift
if ! cargo fuzz --version >/dev/null 2>&1; then
    echo 'fuzz: this machine lacks cargo-fuzz (cargo install cargo-fuzz)' >&2
    exit 1
fi
export RUSTC_BOOTSTRAP=1
cargo fuzz build --sanitizer none
[ $# -gt 0 ] || set -- $(cargo fuzz list)
failed=''
for target in "$@"; do
    log=fuzz/artifacts/$target.log
    mkdir -p "fuzz/artifacts" "fuzz/corpus/$target"
    if cargo fuzz run --sanitizer none "$target" -- -max_total_time="$seconds" -max_len=2048 -timeout=10 -use_value_profile=1 \
        -dict=fuzz/dictionary.txt -print_final_stats=1 >"$log" 2>&1; then
        echo "fuzz: $target, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions in $seconds s"
    else
        grep -aE "panicked at|^SUMMARY|assertion" "$log" | head -n 5 >&2 || true
        failed="$failed $target"
    fi
done
if [ -n "$failed" ]; then
    echo "fuzz: failed:$failed (fuzz/artifacts has the inputs and the logs)" >&2
    exit 1
fi
