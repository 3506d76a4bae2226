<?php
// What Laravel would connect to, as PHPUnit and Illuminate themselves make it of a project:
// `php laravel.php FOLDER [ARGUMENTS]`, with the process's variables in the environment.
//
// PHPUnit's loader and handler set what `phpunit.xml` says, as before its bootstrap script; then the
// application starts. `Illuminate\Foundation` is no package of Debian's: what its
// `LoadEnvironmentVariables` does with these classes stands here.
use Illuminate\Support\Env;

error_reporting(E_ALL & ~E_DEPRECATED);
require 'PHPUnit/Autoload.php';
require 'Illuminate/Support/autoload.php';
require 'Dotenv/autoload.php';

[, $root] = $argv;
$loader = new PHPUnit\TextUI\XmlConfiguration\Loader();
// PHPUnit 10 moved it.
$handler = class_exists('PHPUnit\TextUI\Configuration\PhpHandler')
    ? new PHPUnit\TextUI\Configuration\PhpHandler()
    : new PHPUnit\TextUI\XmlConfiguration\PhpHandler();
$handler->handle($loader->load("$root/phpunit.xml")->php());

$file = '.env';
$asked = null;
foreach ($argv as $argument) {
    if (str_starts_with($argument, '--env=')) {
        $asked = substr($argument, 6);
    }
}
if ($asked !== null && is_file("$root/.env.$asked")) {
    $file = ".env.$asked";
} elseif (($environment = Env::get('APP_ENV')) && is_file("$root/.env.$environment")) {
    $file = ".env.$environment";
}
Dotenv\Dotenv::create(Env::getRepository(), $root, $file)->safeLoad();

// As the skeleton's `config/database.php` has it.
$connection = (new Illuminate\Support\ConfigurationUrlParser())->parseConfiguration([
    'driver' => 'mysql',
    'url' => Env::get('DB_URL'),
    'host' => Env::get('DB_HOST', '127.0.0.1'),
    'port' => Env::get('DB_PORT', '3306'),
    'database' => Env::get('DB_DATABASE', 'laravel'),
    'username' => Env::get('DB_USERNAME', 'root'),
]);
echo json_encode(['file' => $file, 'host' => $connection['host'], 'port' => (string) $connection['port'],
    'database' => $connection['database']], JSON_THROW_ON_ERROR);
