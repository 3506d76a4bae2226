<?php

/*
 * `<phpunit bootstrap="vendor/notprod/phpunit/bootstrap.php">`: judges, loads the project's own
 * bootstrap script, and judges again what that has set.
 *
 * The project's own is `<php><const name="NOTPROD_BOOTSTRAP" value="tests/start.php"/></php>`, from the
 * working directory; else `tests/bootstrap.php` where that is there, else `vendor/autoload.php`.
 */

declare(strict_types=1);

require_once __DIR__ . '/src/PHPUnit/Judge.php';

(static function (): void {
    Notprod\PHPUnit\Judge::orExit('start');
    $named = defined('NOTPROD_BOOTSTRAP') ? constant('NOTPROD_BOOTSTRAP') : null;
    $candidates = is_string($named) && $named !== '' ? [$named] : ['tests/bootstrap.php', 'vendor/autoload.php'];
    $found = array_values(array_filter($candidates, 'is_file'));
    if ($found === [] || realpath($found[0]) === __FILE__) {
        Notprod\PHPUnit\Judge::fail('NP904', "the bootstrap script `{$candidates[0]}` is not there", 'name it in the constant `NOTPROD_BOOTSTRAP`');
    }
    $loaded = false;
    // `exit` in the script would end the run as if it had passed.
    register_shutdown_function(static function () use (&$loaded, $found): void {
        if (!$loaded) {
            Notprod\PHPUnit\Judge::fail('NP904', "the bootstrap script `{$found[0]}` ended the process before its tests were judged");
        }
    });
    (static function (string $file): void {
        require_once $file;
    })(realpath($found[0]));
    $loaded = true;
    Notprod\PHPUnit\Judge::orExit('setup');
})();
