<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** The Composer library: each way in, with the extension, with the command line, with neither. */
final class LibraryTest extends TestCase
{
    private const REMOTE = 'mysql://app@db.example.com/shop';

    /** @dataProvider ways */
    public function testItRefusesWhatTheBootstrapSets(Kit $kit, string $way, bool $loads): void
    {
        $project = $this->project($kit, $way, $loads, self::REMOTE);
        $ended = $project->phpunit();
        $this->assertSame(1, $ended->status, $ended->printed());
        $this->assertStringContainsString('db.example.com', $ended->err);
        $this->assertFileDoesNotExist($project->path('ran'), 'no test may run');
    }

    /** @dataProvider ways */
    public function testWhatNothingProvesStopsAtSetUp(Kit $kit, string $way, bool $loads): void
    {
        $project = $this->project($kit, $way, $loads, 'mysql://app@localhost/shop');
        $this->assertSame(1, $project->phpunit()->status);
        $this->assertFileDoesNotExist($project->path('ran'));
    }

    /** @dataProvider ways */
    public function testItGoesOn(Kit $kit, string $way, bool $loads): void
    {
        $project = $this->project($kit, $way, $loads, 'mysql://app@localhost/shop_test');
        $ended = $project->phpunit();
        $this->assertSame(0, $ended->status, $ended->printed());
        $this->assertFileExists($project->path('ran'));
        $this->assertStringContainsString('notprod: ', $ended->err);
    }

    /** @dataProvider ways */
    public function testTheTablesAreStillThere(Kit $kit, string $way, bool $loads): void
    {
        $project = $this->project($kit, $way, $loads, '');
        $project->add(['tests/bootstrap.php' => '<?php require __DIR__ . "/autoload.php"; (new PDO("sqlite:shop_production.db"))->exec("DROP TABLE orders");', '.env' => "DATABASE_URL=sqlite:///shop_production.db\n"]);
        $project->database('shop_production.db');
        $this->assertSame(1, $project->phpunit()->status);
        // What runs after the bootstrap script cannot save what that drops: this is what the extension
        // and the bootstrap file are for.
        $this->assertSame($loads || $way === 'bootstrap' ? 3 : null, $project->rows('shop_production.db'));
    }

    /** @dataProvider ways */
    public function testWithNeitherItRefuses(Kit $kit, string $way): void
    {
        $project = $this->project($kit, $way, false, 'mysql://app@localhost/shop_test');
        unset($project->environment['PATH']);
        $ended = $project->phpunit();
        $this->assertSame(1, $ended->status, $ended->printed());
        $this->assertStringContainsString('pie install', $ended->err);
        $this->assertFileDoesNotExist($project->path('ran'));
    }

    /** @dataProvider kits */
    public function testAScriptThatEndsTheProcessIsNoPass(Kit $kit): void
    {
        foreach (['exit(0);', 'undefined_function();', 'trigger_error("x", E_USER_ERROR);'] as $end) {
            $project = $this->project($kit, 'bootstrap', true, '');
            $project->add(['tests/bootstrap.php' => "<?php {$end}"]);
            $ended = $project->phpunit();
            $this->assertNotSame(0, $ended->status, $end . $ended->printed());
            $this->assertStringContainsString('ended the process', $ended->err, $end);
        }
    }

    /** @dataProvider kits */
    public function testTheFileToLoadMustBeThere(Kit $kit): void
    {
        $project = $this->project($kit, 'load', true, '');
        $this->assertSame(1, $project->phpunit()->status);
        $project->add(['.env.testing' => "DATABASE_URL=mysql://app@localhost/shop_test\nOF_THE_FILE=1\n"]);
        $ended = $project->phpunit();
        $this->assertSame(0, $ended->status, $ended->printed());
        $this->assertSame('1', file_get_contents($project->path('ran')));
    }

    private function project(Kit $kit, string $way, bool $loads, string $url): Project
    {
        $load = $way === 'load';
        $extensions = match (true) {
            $way === 'bootstrap' => '',
            $kit->hasHooks() => '<extensions><extension class="Notprod\PHPUnit\Hook">' . ($load ? '<arguments><string>.env.testing</string></arguments>' : '') . '</extension></extensions>',
            default => '<extensions><bootstrap class="Notprod\PHPUnit\Extension">' . ($load ? '<parameter name="load" value=".env.testing"/>' : '') . '</bootstrap></extensions>',
        };
        $bootstrap = $way === 'bootstrap' ? '{library}/bootstrap.php' : 'tests/bootstrap.php';
        $project = new Project($kit, [
            'phpunit.xml' => "<phpunit bootstrap=\"{$bootstrap}\"><testsuites><testsuite name=\"all\"><directory>tests</directory></testsuite></testsuites>{$extensions}</phpunit>",
            'tests/autoload.php' => '<?php spl_autoload_register(static function (string $class): void { $file = "{library}/src/" . strtr(substr($class, 8), "\\\\", "/") . ".php"; if (is_file($file)) require $file; });',
            'tests/bootstrap.php' => '<?php require __DIR__ . "/autoload.php";' . ($url === '' ? '' : "putenv('DATABASE_URL={$url}');"),
            'tests/OrderTest.php' => '<?php class OrderTest extends PHPUnit\Framework\TestCase { public function testRuns(): void { file_put_contents(getcwd() . "/ran", (string) getenv("OF_THE_FILE")); $this->assertTrue(true); } }',
        ]);
        $project->loads = $loads;
        $project->environment['PATH'] = dirname((string) getenv('NOTPROD_COMMAND')) . ':/usr/bin:/bin';

        return $project;
    }

    public static function ways(): iterable
    {
        foreach (Kit::all() as $name => [$kit]) {
            foreach (['extension', 'bootstrap'] as $way) {
                yield "{$name}, {$way}, loaded" => [$kit, $way, true];
                yield "{$name}, {$way}, command line" => [$kit, $way, false];
            }
        }
    }

    public static function kits(): array
    {
        return Kit::all();
    }
}
