#!/bin/sh
# Builds the module (debug) and runs all its tests, with every `node` that is named, else with the
# one on the path: `test.sh [NODE...]`. Prints the counts of each.
set -eu
cd "$(dirname "$0")"

if [ "$#" -eq 0 ]; then set -- node; fi

npm ci
npm run build:debug
for runner in test/runners/*/; do
  npm ci --prefix "$runner"
done

# Each file waits for processes most of the time; Node alone would leave a processor to itself.
status=0
for node in "$@"; do
  echo "== node $("$node" --version)"
  out=$(mktemp)
  "$node" --test --test-reporter=spec --test-concurrency="$(nproc 2>/dev/null || echo 2)" test/*.test.mjs > "$out" 2>&1 || status=1
  if [ "$status" -ne 0 ]; then cat "$out"; else grep -E '^ℹ [0-9]+ vectors' "$out" || true; fi
  # What ran, what was left out and why: a run that leaves everything out is no pass.
  sed -n '/^ℹ tests /,/^ℹ todo /p' "$out"
  grep -E '^﹣' "$out" | sed 's/^.*# //' | sort | uniq -c || true
  grep -qE '^ℹ pass [1-9]' "$out" || status=1
  rm -f "$out"
done
exit "$status"
