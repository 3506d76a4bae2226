#!/bin/sh
# Makes a folder with what the PHP tests need beside Debian's own packages: PHP 8.4, PHPUnit 11 and
# Illuminate 10, which Debian's next release has. They are unpacked there and installed nowhere.
#
#     bindings-php/setup.sh FOLDER
#
# Called as `tests/setup.sh php FOLDER`. On Debian and its like the packages of this release are
# installed, where that is allowed: as root, or by a `sudo` that asks for no password.
set -eu

mkdir -p "${1:?"usage: bindings-php/setup.sh FOLDER"}"
folder=$(cd "$1" && pwd)
packages='php-cli php-dev libclang-dev php-mysql php-sqlite3 php-xml php-mbstring phpunit php-laravel-framework mariadb-server-core mariadb-client'
suite=trixie

# shellcheck disable=SC2086 # a list of names
"$(dirname "$0")/../tests/packages.sh" $packages

next=$folder/next
if [ ! -e "$next/complete" ]; then
    rm -rf "$next" "$folder/share"
    apt=$folder/apt
    mkdir -p "$next" "$apt/lists/partial" "$apt/archives/partial" "$apt/sources"
    : > "$apt/status"
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    for list in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list /etc/apt/sources.list; do
        if [ -s "$list" ] && grep -q debian "$list"; then
            sed "s/$release/$suite/g" "$list" > "$apt/sources/$(basename "$list")"
        fi
    done
    isolated="-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$apt/sources -o Dir::State::Lists=$apt/lists
        -o Dir::State::Status=$apt/status -o Dir::Cache=$apt -o Dir::Cache::Archives=$apt/archives -o Debug::NoLocking=1"
    echo "setup: fetching PHP 8.4, PHPUnit 11 and Illuminate 10"
    # shellcheck disable=SC2086 # a list of options
    {
        apt-get $isolated update -qq
        apt-get $isolated install -y -qq --no-install-recommends --download-only \
            phpunit php-laravel-framework php8.4-cli php8.4-mysql php8.4-sqlite3 php8.4-xml php8.4-mbstring >/dev/null
        (cd "$apt/archives" && apt-get $isolated download -qq php8.4-dev >/dev/null)
    }
    for package in "$apt"/archives/*.deb; do dpkg -x "$package" "$next"; done
    rm -rf "$apt"
    cp -r "$next/usr/share/php" "$folder/share"
    grep -rl /usr/share/php "$folder/share" | xargs sed -i "s|/usr/share/php|$folder/share|g"
    touch "$next/complete"
fi

mkdir -p "$folder/bin" "$folder/ini"
modules=$next/usr/lib/php/20240924
for module in pdo mysqlnd pdo_mysql pdo_sqlite ctype dom fileinfo iconv mbstring phar posix simplexml tokenizer xml xmlreader xmlwriter; do
    if [ -e "$modules/$module.so" ]; then echo "extension=$module"; fi
done > "$folder/ini/modules.ini"
# Its C library is newer than this machine's: its own loader runs it, and starts its children.
cat > "$folder/bin/php8.4" <<END
#!/bin/sh
export PHP_INI_SCAN_DIR="$folder/ini\${PHP_INI_SCAN_DIR:+:\${PHP_INI_SCAN_DIR#:}}"
exec "$next/usr/lib64/ld-linux-x86-64.so.2" --argv0 "$folder/bin/php8.4" \\
    --library-path "$next/usr/lib/x86_64-linux-gnu:$next/lib/x86_64-linux-gnu" \\
    "$next/usr/bin/php8.4" -d "extension_dir=$modules" "\$@"
END
cat > "$folder/bin/php-config8.4" <<END
#!/bin/sh
sh "$next/usr/bin/php-config8.4" "\$@" | sed 's|/usr/include/php|$next/usr/include/php|g'
END
sed "s|__DIR__ . '/../share/php/PHPUnit/Autoload.php'|'$folder/share/PHPUnit/Autoload.php'|" "$next/usr/bin/phpunit" > "$folder/bin/phpunit"
chmod +x "$folder"/bin/*
echo "setup: $(php -r 'echo "PHP ", PHP_VERSION;'), $("$folder/bin/php8.4" -r 'echo "PHP ", PHP_VERSION;') in $folder"
