<?php

// Many calls of each kind, for a look at what is lost:
// `USE_ZEND_ALLOC=0 valgrind --leak-check=full php -n -d extension=EXTENSION leaks.php ROUNDS`.

for ($rounds = (int) ($argv[1] ?? 10); $rounds > 0; $rounds--) {
    $report = Notprod\check('mysql://app:pw@db.example.com/shop', environment: [], offline: true);
    json_encode($report);
    $verdict = Notprod\classify('DROP TABLE a; DELETE FROM b WHERE id = 1', 'mysql');
    json_encode($verdict);
    json_encode($verdict->statements());
    try {
        Notprod\guard('mysql://db.example.com/shop', environment: [], offline: true);
    } catch (Notprod\Refused) {
    }
    try {
        Notprod\check(runner: 'none');
    } catch (Notprod\NotprodError) {
    }
}
