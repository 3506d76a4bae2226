<?php

// What a call costs: `php -n -d extension=EXTENSION calls.php FOLDER`, judging a folder. The peer of
// `guard()` is `cargo run --release -p notprod-tests --example asked FOLDER`.

$median = static function (array $values): float {
    sort($values);

    return $values[intdiv(count($values), 2)];
};
$microseconds = static function (callable $call, int $times, int $rounds = 15) use ($median): float {
    $call();
    $all = [];
    for ($round = 0; $round < $rounds; $round++) {
        $start = getrusage();
        for ($i = 0; $i < $times; $i++) {
            $call();
        }
        $end = getrusage();
        $all[] = (($end['ru_utime.tv_sec'] - $start['ru_utime.tv_sec']) * 1e6 + $end['ru_utime.tv_usec'] - $start['ru_utime.tv_usec'] + ($end['ru_stime.tv_sec'] - $start['ru_stime.tv_sec']) * 1e6 + $end['ru_stime.tv_usec'] - $start['ru_stime.tv_usec']) / $times;
    }

    return $median($all);
};
$folder = $argv[1] ?? '.';
$sql = "select `users`.`id`, `users`.`name` from `users` inner join `orders` on `orders`.`user_id` = `users`.`id` where `orders`.`status` = 'open' and `users`.`deleted_at` is null order by `users`.`name` asc limit 20";
$question = json_encode(['question' => ['root' => $folder, 'environment' => array_filter(getenv(), 'is_string'), 'offline' => true]]);
$guard = static function () use ($folder): void {
    try {
        Notprod\guard(root: $folder, offline: true);
    } catch (Notprod\Refused) {
    }
};
printf("guard(root) %.1f us; check(root) %.1f us; the core through answer(json) %.1f us; classify %.3f us; classify with statements %.2f us (processor, medians)\n",
    $microseconds($guard, 100),
    $microseconds(static fn () => Notprod\check(root: $folder, offline: true), 100),
    $microseconds(static fn () => Notprod\answer($question), 100),
    $microseconds(static fn () => Notprod\classify($sql, 'mysql'), 20000),
    $microseconds(static fn () => Notprod\classify($sql, 'mysql')->statements(), 5000));
