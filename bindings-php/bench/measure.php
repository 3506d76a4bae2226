<?php

// What the extension costs: `php -n measure.php EXTENSION`.

$extension = $argv[1] ?? exit("usage: measure.php EXTENSION\n");
$median = static function (array $values): float {
    sort($values);

    return $values[intdiv(count($values), 2)];
};
$processor = static function (): float {
    $usage = getrusage(1);

    return $usage['ru_utime.tv_sec'] * 1e3 + $usage['ru_utime.tv_usec'] / 1e3 + $usage['ru_stime.tv_sec'] * 1e3 + $usage['ru_stime.tv_usec'] / 1e3;
};
$run = static function (array $arguments) use ($processor): array {
    [$clock, $before] = [hrtime(true), $processor()];
    proc_close(proc_open([PHP_BINARY, '-n', ...$arguments, '-r', ''], [], $pipes));

    return [(hrtime(true) - $clock) / 1e6, $processor() - $before];
};

$pairs = 400;
$clock = $cpu = $without = [];
for ($i = 0; $i < $pairs; $i++) {
    // Each pair in the other order, so that neither gains by going second.
    $first = $run($i % 2 ? ['-d', "extension={$extension}"] : []);
    $second = $run($i % 2 ? [] : ['-d', "extension={$extension}"]);
    [$with, $bare] = $i % 2 ? [$first, $second] : [$second, $first];
    $clock[] = $with[0] - $bare[0];
    $cpu[] = $with[1] - $bare[1];
    $without[] = $bare[0];
}
printf("php -r '' without: %.2f ms; with, more by: %.2f ms by the clock, %.2f ms of the processor (median of %d pairs)\n", $median($without), $median($clock), $median($cpu), $pairs);
