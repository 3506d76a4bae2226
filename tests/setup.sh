#!/bin/sh
# Makes a folder with a Python of its own, and installs notprod there.
#
#     tests/setup.sh debug FOLDER     the tools of the tests, and a debug build (faults can be injected)
#     tests/setup.sh release FOLDER   pytest, and notprod as its users install it
#     tests/setup.sh tools FOLDER     the tools alone
#     tests/setup.sh node [FOLDER]    says whether Node.js is there; puts Node 22 and 24 into a folder
#     tests/setup.sh servers          the database servers of the live tests
#     tests/setup.sh php FOLDER       what the PHP tests need: see bindings-php/setup.sh
#
# Wants Rust, a C linker, and Python 3.10 or newer with `venv`. On Debian and its like it installs what
# of the last two is missing, where it may: as root, or by a `sudo` that asks for no password.
set -eu

# Node comes from its own installer: Debian's is older than the runners want.
if [ "${1:-}" = node ]; then
    if ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then
        echo 'setup: this machine lacks Node.js 20 or newer with npm (https://nodejs.org)' >&2
        exit 1
    fi
    # npm has the programs of other versions, as packages without a script to run.
    folder=${2:-}
    for major in ${folder:+22 24}; do
        if ! "$folder/$major/bin/node" --version 2>/dev/null; then
            mkdir -p "$folder/$major"
            echo '{ "private": true }' > "$folder/$major/package.json"
            npm install --prefix "$folder/$major" --ignore-scripts --no-audit --no-fund --no-package-lock \
                "node-$(node -p '`${process.platform}-${process.arch}`')@$major"
            ln -sfn "$(cd "$folder/$major" && echo node_modules/node-*)/bin" "$folder/$major/bin"
        fi
    done
    exit 0
fi

if [ "${1:-}" = servers ]; then
    exec "$(dirname "$0")/packages.sh" postgresql mariadb-server-core mariadb-client pgbouncer sqlite3 openssl
fi

if [ "${1:-}" = php ]; then
    exec "$(dirname "$0")/../bindings-php/setup.sh" "${2:?"usage: tests/setup.sh php FOLDER"}"
fi

kind=${1:?"usage: tests/setup.sh debug|release|tools FOLDER"}
folder=${2:?"usage: tests/setup.sh debug|release|tools FOLDER"}
cd "$(dirname "$0")/.."

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# The first interpreter that is new enough and brings `venv` and `pip`.
find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3; do
        if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
}

missing=''
packages=''
command -v cargo >/dev/null || missing="$missing
  - Rust with cargo, 1.94 or newer (https://rustup.rs)"
command -v cc >/dev/null || packages="$packages gcc libc6-dev"
[ -n "$(find_python)" ] || packages="$packages python3 python3-venv"
if [ -n "$packages" ] && [ -z "$missing" ] && may_install; then
    echo "setup: installing$packages"
    as_root apt-get update -qq
    # shellcheck disable=SC2086 # a list of names
    as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
fi
command -v cc >/dev/null || missing="$missing
  - a C linker (Debian: gcc libc6-dev)"
python=$(find_python)
[ -n "$python" ] || missing="$missing
  - Python 3.10 or newer with venv (Debian: python3 python3-venv)"
if [ -n "$missing" ]; then
    echo "setup: this machine lacks$missing" >&2
    exit 1
fi

# A folder that was cut short, or whose interpreter is gone, is made anew.
if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$folder"
    "$python" -m venv "$folder"
fi
pip="$folder/bin/python -m pip --disable-pip-version-check --quiet"

case $kind in
release)
    $pip install "$(grep '^pytest==' tests/requirements.txt)"
    # The version stays the same while the sources change.
    $pip install --force-reinstall --no-deps ./bindings-python
    ;;
tools)
    $pip install -r tests/requirements.txt
    ;;
debug)
    $pip install -r tests/requirements.txt
    wheels="$folder/wheels"
    rm -rf "$wheels"
    "$folder/bin/maturin" build --quiet --interpreter "$folder/bin/python" \
        --manifest-path bindings-python/Cargo.toml --out "$wheels"
    $pip install --force-reinstall --no-deps "$wheels"/*.whl
    ;;
*)
    echo "setup: unknown kind $kind" >&2
    exit 2
    ;;
esac
echo "setup: $("$folder/bin/notprod" --version 2>/dev/null || echo tools) in $folder ($("$folder/bin/python" --version), $kind)"
