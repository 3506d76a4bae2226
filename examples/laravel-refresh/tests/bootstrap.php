<?php

// Composer's autoloader; without it, that of Debian's packages.
$own = dirname(__DIR__) . '/vendor/autoload.php';
if (is_file($own)) {
    require $own;

    return;
}
require 'Illuminate/autoload.php';
$library = getenv('NOTPROD_LIBRARY') ?: dirname(__DIR__, 3) . '/bindings-php/phpunit';
$places = [
    'App\\' => dirname(__DIR__) . '/app/',
    'Tests\\' => __DIR__ . '/',
    'Notprod\\' => "{$library}/src/",
];
spl_autoload_register(static function (string $class) use ($places): void {
    foreach ($places as $prefix => $folder) {
        $file = $folder . strtr(substr($class, strlen($prefix)), '\\', '/') . '.php';
        if (str_starts_with($class, $prefix) && is_file($file)) {
            require $file;
        }
    }
});
