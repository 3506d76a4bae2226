<?php

// Asks `Notprod\check()` every question of files of vectors, each in a process of its own, with the
// environment of that process alone.
//
//     php run_vectors.php --extension=FILE VECTORS_JSON...
//
// Prints one line of JSON a case (`id`, `verdict`, `targets`, `error`: its code or null) and at last
// the count. What is right is for the caller to judge.

declare(strict_types=1);

const ASK = <<<'PHP'
    try {
        echo json_encode(['error' => null] + (array) json_decode(json_encode(Notprod\check(offline: true)), true));
    } catch (Notprod\NotprodError $error) {
        echo json_encode(['verdict' => null, 'targets' => [], 'error' => $error->failure->code]);
    }
    PHP;

/** Lays the files of a case into a folder and asks there. */
function ask(array $given, string $folder): array
{
    [$home, $root] = ["$folder/home", "$folder/root"];
    $inside = rtrim($root . '/' . ($given['root'] ?? ''), '/');
    foreach ([$home, $inside] as $made) {
        mkdir($made, recursive: true);
    }
    foreach ($given['files'] ?? [] as $name => $content) {
        $path = "$root/$name";
        is_dir(dirname($path)) || mkdir(dirname($path), recursive: true);
        is_array($content)
            ? symlink($content['symlink'], $path)
            : file_put_contents($path, str_replace('{root}', $inside, $content));
    }
    $environment = ['PATH' => '/usr/bin:/bin', 'HOME' => $home];
    foreach ($given['env'] ?? [] as $name => $value) {
        $environment[$name] = str_replace('{root}', $inside, $value);
    }
    return in_process($inside, $environment);
}

/** Without E in `variables_order`, as PHP's own ini files have it, `$_ENV` is empty. */
function in_process(string $folder, array $environment): array
{
    static $odd = false;
    $odd = !$odd;
    $command = [PHP_BINARY, '-n', '-d', 'extension=' . EXTENSION, '-d', 'variables_order=' . ($odd ? 'GPCS' : 'EGPCS'), '-r', ASK];
    $process = proc_open($command, [1 => ['pipe', 'w'], 2 => STDERR], $pipes, $folder, $environment);
    $answer = json_decode((string) stream_get_contents($pipes[1]), true);
    proc_close($process);
    if (!is_array($answer)) {
        throw new RuntimeException('no answer');
    }
    return ['verdict' => $answer['verdict'], 'targets' => $answer['targets'], 'error' => $answer['error']];
}

function remove(string $folder): void
{
    foreach (scandir($folder) as $name) {
        $path = "$folder/$name";
        if ($name !== '.' && $name !== '..') {
            is_dir($path) && !is_link($path) ? remove($path) : unlink($path);
        }
    }
    rmdir($folder);
}

$options = getopt('', ['extension:'], $rest);
define('EXTENSION', realpath((string) ($options['extension'] ?? '')) ?: exit("usage: run_vectors.php --extension=FILE VECTORS_JSON...\n"));
$count = 0;
foreach (array_slice($argv, $rest) as $file) {
    foreach (json_decode((string) file_get_contents($file), true, flags: JSON_THROW_ON_ERROR) as $case) {
        $folder = realpath(sys_get_temp_dir()) . '/notprod-' . bin2hex(random_bytes(8));
        mkdir($folder);
        try {
            $answer = ask($case['given'], $folder);
        } catch (RuntimeException $error) {
            fwrite(STDERR, "{$case['id']}: {$error->getMessage()}\n");
            exit(1);
        } finally {
            remove($folder);
        }
        echo json_encode(['id' => $case['id']] + $answer, JSON_THROW_ON_ERROR), "\n";
        $count++;
    }
}
echo json_encode(['count' => $count]), "\n";
exit($count === 0 ? 1 : 0);
