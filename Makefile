# Everything that is done with a checkout. Wants Rust and Python 3.10 or newer; `tests/setup.sh` says
# what is missing, and on Debian and its like installs it where it may.
#
# The programs of the Python environments are called by their paths: a changed PATH would make cargo
# build the Python module anew.

TOOLS := target/python
DEMO := target/python-demo
ORACLES := target/oracles
PYTHON := $(abspath $(TOOLS))/bin/python
export NOTPROD_TEST_PYTHON := $(PYTHON)
# A snapshot that differs fails; `INSTA_UPDATE=always make test-rust` accepts it.
export INSTA_UPDATE ?= no
FUZZ_SECONDS ?= 60

.PHONY: help demo test test-rust test-pure test-python test-node test-php test-readers test-sql oracles lint bench fuzz packages picture clean debug-python tools

help:
	@echo 'make demo    build, and run a real pytest project on three databases'
	@echo 'make test    every test: Rust, the pure core, Python, Node, PHP, the vectors on each surface, the demo'
	@echo 'make oracles real clients open addresses; where they go is compared'
	@echo 'make packages build what users install, and install each where nothing else is'
	@echo 'make picture draw the picture of the README anew'
	@echo 'make lint    formats, lints and types'
	@echo 'make bench   benchmarks in release mode'
	@echo 'make fuzz    each parser, then the properties, with random input for FUZZ_SECONDS ($(FUZZ_SECONDS)) each'
	@echo 'make clean   remove what was built'

# notprod as its users install it, from the checkout.
demo:
	@tests/setup.sh release $(DEMO)
	@examples/demo.sh $(DEMO)/bin/python

test: test-rust test-pure test-python test-node test-php test-readers test-sql oracles demo

test-rust: debug-python
	@tests/setup.sh servers
	cargo test --workspace --exclude notprod-python

# The core that touches no machine.
test-pure:
	cargo test -p notprod --no-default-features --lib

test-python: debug-python
	cd bindings-python && $(PYTHON) -m pytest -q -n auto

# With every Node that is supported: `make test-node NODES=node` takes the one on the path alone.
NODES ?= node target/node/22/bin/node target/node/24/bin/node

test-node:
	@tests/setup.sh node$(if $(filter target/node/%,$(NODES)), target/node)
	@tests/setup.sh servers
	bindings-node/test.sh $(foreach node,$(NODES),$(if $(filter target/node/%,$(node)),$(abspath $(node)),$(node)))

test-php:
	@tests/setup.sh servers
	@tests/setup.sh php target/php
	bindings-php/test.sh target/php

# What notprod reads against what frameworks and their readers read, as processes over generated files.
READERS := php-cli php-xml php-mbstring phpunit php-vlucas-phpdotenv php-symfony-dotenv php-illuminate-support

test-readers: debug-python
	@tests/packages.sh $(READERS)
	$(PYTHON) tests/oracles/readers.py --count 150
	$(PYTHON) tests/oracles/laravel.py --count 100
	@tests/setup.sh php target/php
	$(PYTHON) tests/oracles/laravel.py --count 100 --php $(abspath target/php/share)

# What statements do on real servers, which the test starts for itself.
test-sql: debug-python
	@tests/setup.sh servers
	$(PYTHON) tests/oracles/sql_servers.py tests/vectors/sql.json tests/vectors/sql_own.json

# Real clients open addresses, and each place to which one goes must be among those that notprod reads.
oracles:
	@tests/oracles/setup.sh $(ORACLES)
	NOTPROD_TEST_ORACLES=$(abspath $(ORACLES)) cargo test -p notprod-tests --test address_oracles -- --include-ignored --nocapture

# Built into target/packages, then installed one by one and asked.
packages: tools
	@tests/setup.sh node
	@tests/packages.sh php-cli php-dev libclang-dev php-xml php-mbstring phpunit composer unzip
	.ci/packages $(TOOLS)/bin/maturin
	tests/installed.sh $(PYTHON)

# From what the command line prints; a test compares.
picture:
	INSTA_UPDATE=always cargo test -p notprod-tests --test picture

debug-python:
	@tests/setup.sh debug $(TOOLS)

tools:
	@tests/setup.sh tools $(TOOLS)

lint: tools
	@tests/packages.sh php-cli php-dev libclang-dev
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --workspace --exclude notprod-python --all-targets -- -D warnings
	PYO3_PYTHON=$(PYTHON) cargo clippy -p notprod-python -- -D warnings
	cargo clippy -p notprod-php --features php -- -D warnings
	cargo clippy -p notprod --no-default-features --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --no-deps -p notprod
	$(TOOLS)/bin/ruff check --config bindings-python/pyproject.toml bindings-python examples
	$(TOOLS)/bin/ruff format --check --config bindings-python/pyproject.toml bindings-python examples
	$(TOOLS)/bin/ruff check tests/bench
	$(TOOLS)/bin/ruff format --check tests/bench
	cd bindings-python && $(PYTHON) -m mypy --strict
	$(TOOLS)/bin/zizmor --offline --quiet --min-severity medium .github/workflows

# Figures and what they are held to: docs/benchmarks.md.
bench:
	cargo bench -p notprod --bench address
	cargo bench -p notprod --bench judge
	cargo bench -p notprod --no-default-features --bench sql
	cargo build --release -p notprod
	@tests/setup.sh release $(DEMO)
	$(DEMO)/bin/python tests/bench/processes.py target/release/notprod
	$(DEMO)/bin/python tests/bench/live.py target/release/notprod
	tests/bench/peers.sh $(DEMO)

# Every target of `fuzz/` for so many seconds, then the property tests, which give random environments, files
# and policies to the judge.
fuzz:
	fuzz/run.sh $(FUZZ_SECONDS)
	tests/fuzz.sh $(FUZZ_SECONDS)

clean:
	cargo clean
