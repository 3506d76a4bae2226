#!/bin/sh
# Verdicts on statements beside the parsers that people know, in Rust, Python and Node:
#
#     tests/bench/peers.sh FOLDER
#
# FOLDER is what `tests/setup.sh release FOLDER` made. Wants libclang for pg_query's bindings, and npm.
set -eu
cd "$(dirname "$0")/../.."
python=${1:?"usage: tests/bench/peers.sh FOLDER"}/bin/python
peers=target/peers
mkdir -p "$peers"
cargo run --quiet --release -p notprod --no-default-features --example statements > "$peers/statements.jsonl"

cargo build --quiet --release --manifest-path tests/bench/peers/Cargo.toml --target-dir "$peers/cargo"
"$peers/cargo/release/notprod-peers" < "$peers/statements.jsonl"

"$python" -m pip install --disable-pip-version-check --quiet sqlglot==30.30.0
"$python" tests/bench/peers.py "$peers/statements.jsonl"

npm install --silent --no-audit --no-fund --prefix "$peers/node" node-sql-parser@5.4.0
npm run --silent --prefix bindings-node build
node bindings-node/bench/statements.mjs "$peers/statements.jsonl" "$PWD/$peers/node/node_modules/node-sql-parser"
