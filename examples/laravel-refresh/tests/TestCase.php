<?php

namespace Tests;

use Illuminate\Contracts\Console\Kernel;
use Illuminate\Foundation\Testing\TestCase as BaseTestCase;
use Notprod\Laravel\GuardsDatabases;

abstract class TestCase extends BaseTestCase
{
    // Judges the connections of the booted application before any trait refreshes one.
    use GuardsDatabases;

    // Else Laravel's `artisan()` wants Mockery.
    public $mockConsoleOutput = false;

    public function createApplication()
    {
        $app = require dirname(__DIR__) . '/bootstrap/app.php';
        $app->make(Kernel::class)->bootstrap();

        return $app;
    }
}
