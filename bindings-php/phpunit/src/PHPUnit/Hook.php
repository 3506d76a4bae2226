<?php

declare(strict_types=1);

namespace Notprod\PHPUnit;

use PHPUnit\Runner\BeforeFirstTestHook;

/**
 * PHPUnit 9: `<extensions><extension class="Notprod\PHPUnit\Hook"/></extensions>`.
 *
 * Judges after the bootstrap script and before the first test.
 */
final class Hook implements BeforeFirstTestHook
{
    /** @param string|null $load a dotenv file that must be there, as `<arguments>` hands it over */
    public function __construct(private ?string $load = null)
    {
    }

    public function executeBeforeFirstTest(): void
    {
        Judge::orExit('setup', load: $this->load);
    }
}
