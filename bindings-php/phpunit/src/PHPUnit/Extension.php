<?php

declare(strict_types=1);

namespace Notprod\PHPUnit;

use PHPUnit\Runner\Extension\Extension as PHPUnitExtension;
use PHPUnit\Runner\Extension\Facade;
use PHPUnit\Runner\Extension\ParameterCollection;
use PHPUnit\TextUI\Configuration\Configuration;

/**
 * PHPUnit 10 and newer: `<extensions><bootstrap class="Notprod\PHPUnit\Extension"/></extensions>`.
 *
 * Judges after the bootstrap script, and exits: a throw here would be a warning, and the tests would
 * run. The parameter `load` names a dotenv file that must be there.
 */
final class Extension implements PHPUnitExtension
{
    public function bootstrap(Configuration $configuration, Facade $facade, ParameterCollection $parameters): void
    {
        Judge::orExit(
            'setup',
            $configuration->hasConfigurationFile() ? $configuration->configurationFile() : null,
            $parameters->has('load') ? $parameters->get('load') : null,
        );
    }
}
