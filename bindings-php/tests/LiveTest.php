<?php

declare(strict_types=1);

require_once __DIR__ . '/Postgres.php';

use PHPUnit\Framework\TestCase;

/** What a real PostgreSQL says of itself, and who takes it over. */
final class LiveTest extends TestCase
{
    private static ?Postgres $server = null;

    public static function setUpBeforeClass(): void
    {
        self::$server = new Postgres;
    }

    public static function tearDownAfterClass(): void
    {
        self::$server = null;
    }

    protected function setUp(): void
    {
        foreach (['DROP DATABASE IF EXISTS shop', 'CREATE DATABASE shop'] as $statement) {
            self::$server->sql('postgres', $statement);
        }
    }

    /** @dataProvider ways */
    public function testAnEmptyDatabaseOfANameThatSaysNothing(Kit $kit, bool $loads): void
    {
        $project = $this->project($kit, $loads);
        $before = self::$server->logins('shop');
        $ended = $project->phpunit();
        $this->assertSame(0, $ended->status, $ended->printed());
        $this->assertStringContainsString('OK (2 tests', $ended->out);
        if ($loads) {
            // The start of the run asks; set up and the process of the second test take over what it was told.
            $this->assertSame(1, self::$server->logins('shop') - $before);
        }
    }

    /** @dataProvider ways */
    public function testWithoutTheServersWordNothingProvesIt(Kit $kit, bool $loads): void
    {
        $before = self::$server->logins('shop');
        $project = $this->project($kit, $loads);
        $project->environment['NOTPROD_OFFLINE'] = '1';
        $this->stops($project);
        $project = $this->project($kit, $loads);
        $project->add(['notprod.toml' => "[live]\nmode = \"never\"\n"]);
        $this->stops($project);
        $this->assertSame($before, self::$server->logins('shop'));
    }

    /** @dataProvider ways */
    public function testADatabaseWithRowsIsNotProven(Kit $kit, bool $loads): void
    {
        self::$server->sql('shop', 'CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)');
        $project = $this->project($kit, $loads);
        $this->stops($project);
        $project->add(['notprod.toml' => "[live]\nmode = \"always\"\n"]);
        $this->stops($project);
    }

    private function stops(Project $project): void
    {
        $ended = $project->phpunit();
        $this->assertSame(1, $ended->status, $ended->printed());
        $this->assertStringContainsString('unproven', $ended->err);
        $this->assertStringNotContainsString('OK (', $ended->out);
    }

    /** Judged at request start where the extension is loaded, and by the library at set up. */
    private function project(Kit $kit, bool $loads): Project
    {
        $extension = $kit->hasHooks() ? '<extension class="Notprod\PHPUnit\Hook"/>' : '<bootstrap class="Notprod\PHPUnit\Extension"/>';
        $project = new Project($kit, [
            'phpunit.xml' => "<phpunit bootstrap=\"tests/autoload.php\"><testsuites><testsuite name=\"all\"><directory>tests</directory></testsuite></testsuites><extensions>{$extension}</extensions></phpunit>",
            'tests/autoload.php' => '<?php spl_autoload_register(static function (string $class): void { $file = "{library}/src/" . strtr(substr($class, 8), "\\\\", "/") . ".php"; if (is_file($file)) require $file; });',
            'tests/OrderTest.php' => DESTRUCTIVE['tests/OrderTest.php'],
        ]);
        $project->loads = $loads;
        $project->environment = [
            'PATH' => dirname((string) getenv('NOTPROD_COMMAND')) . ':/usr/bin:/bin',
            'DATABASE_URL' => self::$server->url('shop'),
        ];

        return $project;
    }

    public static function ways(): iterable
    {
        foreach (Kit::all() as $name => [$kit]) {
            yield "{$name}, loaded" => [$kit, true];
            yield "{$name}, command line" => [$kit, false];
        }
    }
}
