<?php

declare(strict_types=1);

namespace Notprod\Laravel;

use Notprod\PHPUnit\Judge;

/**
 * For the base test case of a Laravel application: `use GuardsDatabases;`.
 *
 * Judges the connections of the booted application before `RefreshDatabase`, `DatabaseTruncation` or
 * `DatabaseMigrations` act: once when it has booted, and once when parallel testing has given it
 * databases of its own.
 */
trait GuardsDatabases
{
    protected function refreshApplication()
    {
        parent::refreshApplication();
        $this->guardDatabases();
    }

    protected function setUpTraits()
    {
        $this->guardDatabases();

        return parent::setUpTraits();
    }

    private function guardDatabases(): void
    {
        $used = [null];
        if (method_exists($this, 'connectionsToTransact')) {
            array_push($used, ...array_values((array) $this->connectionsToTransact()));
        }
        if (property_exists($this, 'connectionsToTruncate')) {
            array_push($used, ...array_values((array) $this->connectionsToTruncate));
        }
        if (method_exists($this, 'migrateFreshUsing')) {
            $used[] = $this->migrateFreshUsing()['--database'] ?? null;
        }
        Judge::orExit('setup', declared: Connections::of($this->app['config'], $used));
    }
}
