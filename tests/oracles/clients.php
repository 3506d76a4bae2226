<?php
// Opens each case with PDO: `php clients.php pdo < cases`, as `clients.py` does.
$own = '/^(ORACLE_|LD_PRELOAD$|PATH$|HOME$)/';
while (($line = fgets(STDIN)) !== false) {
    $case = json_decode($line, true);
    foreach (array_keys(getenv()) as $name) {
        if (!preg_match($own, $name)) {
            putenv($name);
        }
    }
    foreach ($case['variables'] as $name => $value) {
        putenv("$name=$value");
    }
    file_put_contents(getenv('ORACLE_LOG'), "case {$case['id']}\n", FILE_APPEND);
    try {
        new PDO($case['text'], null, null, [PDO::ATTR_TIMEOUT => 2]);
    } catch (\Throwable $error) {
        // A client that cannot read a case opens nothing.
    }
}
