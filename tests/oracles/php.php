<?php
// Reads each file of a folder with PHP's readers: `php php.php FOLDER HELD READER`, answers as JSON.
[, $folder, $held, $which] = $argv;
$held = json_decode($held, true);
error_reporting(E_ALL & ~E_DEPRECATED);
set_error_handler(function ($level, $text) { throw new ErrorException($text); }, E_WARNING | E_NOTICE);

if ($which === 'phpdotenv') {
    require 'Dotenv/autoload.php';
    $read = function (string $file) use ($held): array {
        $adapter = Dotenv\Repository\Adapter\ArrayAdapter::create()->get();
        foreach ($held as $name => $value) {
            $adapter->write($name, $value);
        }
        $repository = Dotenv\Repository\RepositoryBuilder::createWithNoAdapters()
            ->addAdapter($adapter)->immutable()->make();
        $loaded = Dotenv\Dotenv::create($repository, dirname($file), basename($file))->load();
        return array_filter($loaded, fn ($value) => $value !== null);
    };
} else {
    require 'Symfony/Component/Dotenv/autoload.php';
    $read = function (string $file) use ($held): array {
        $_ENV = $held;
        $_SERVER = [];
        (new Symfony\Component\Dotenv\Dotenv())->load($file);
        unset($_ENV['SYMFONY_DOTENV_VARS']);
        return $_ENV;
    };
}

$answers = [];
$files = glob("$folder/*.env");
usort($files, fn ($a, $b) => (int) basename($a) <=> (int) basename($b));
foreach ($files as $file) {
    try {
        $answers[] = ['values' => (object) $read($file)];
    } catch (Throwable $error) {
        $answers[] = ['refused' => strtok($error->getMessage(), "\n")];
    }
}
echo json_encode($answers, JSON_THROW_ON_ERROR);
