<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** At request start, before the bootstrap script. */
final class StartTest extends TestCase
{
    /** @dataProvider kits */
    public function testTheTablesOfAProductionDatabaseAreStillThere(Kit $kit): void
    {
        $project = new Project($kit, DESTRUCTIVE + ['.env' => "DATABASE_URL=sqlite:///shop_production.db\n"]);
        $project->database('shop_production.db');
        $ended = $project->phpunit();
        $this->assertSame(3, $project->rows('shop_production.db'));
        $this->assertSame(1, $ended->status, $ended->printed());
        $this->assertSame('', $ended->out);
        $this->assertStringContainsString('shop_production.db', $ended->err);
    }

    /** @dataProvider kits */
    public function testOnATestDatabaseEverythingRuns(Kit $kit): void
    {
        $project = new Project($kit, DESTRUCTIVE + ['.env' => "DATABASE_URL=sqlite:///shop_test.db\n"]);
        $project->database('shop_test.db');
        $ended = $project->phpunit();
        $this->assertNull($project->rows('shop_test.db'), 'the script does drop the table');
        $this->assertSame(0, $ended->status, $ended->printed());
        $this->assertStringContainsString('OK (2 tests', $ended->out);
        $this->assertStringContainsString('notprod: allow', $ended->err);
        $this->assertSame(1, substr_count($ended->err, 'notprod:'), 'children say nothing: ' . $ended->err);
    }

    /** @dataProvider kits */
    public function testAChildIsJudgedAgain(Kit $kit): void
    {
        $project = new Project($kit, [
            'phpunit.xml' => DESTRUCTIVE['phpunit.xml'],
            'tests/bootstrap.php' => '<?php putenv("DATABASE_URL=mysql://app@db.example.com/shop");',
            'tests/OrderTest.php' => DESTRUCTIVE['tests/OrderTest.php'],
        ]);
        $ended = $project->phpunit();
        $this->assertNotSame(0, $ended->status, $ended->printed());
        $this->assertStringContainsString('db.example.com', $ended->printed());
    }

    /** @dataProvider kits */
    public function testAnyProcessThatTestsStartIsJudged(Kit $kit): void
    {
        $project = new Project($kit);
        $project->environment = ['NOTPROD_PHP_RUN' => 'off', 'DATABASE_URL' => 'mysql://app@db.example.com/shop'];
        $ended = $project->php(['-r', 'echo "ran";']);
        $this->assertSame([1, ''], [$ended->status, $ended->out], 'no value switches it off');
    }

    /** @dataProvider calls */
    public function testATestRunIsKnownByScriptAndArguments(string $script, array $arguments, bool $isRun): void
    {
        $project = new Project(Kit::old(), [$script => '<?php echo "ran";']);
        $project->environment = ['DATABASE_URL' => 'mysql://app@db.example.com/shop'];
        $ended = $project->php([$script, ...$arguments]);
        $this->assertSame($isRun ? [1, ''] : [0, 'ran'], [$ended->status, $ended->out], $ended->err);
    }

    public static function calls(): iterable
    {
        yield ['vendor/bin/phpunit', [], true];
        yield ['vendor/bin/phpunit', ['--filter', '--version'], true];
        yield ['vendor/bin/phpunit', ['--version'], false];
        yield ['phpunit.phar', ['tests'], true];
        yield ['vendor/bin/paratest', ['-p2'], true];
        yield ['vendor/brianium/paratest/bin/phpunit-wrapper.php', [], true];
        yield ['vendor/bin/pest', [], true];
        yield ['artisan', ['test', '--parallel'], true];
        yield ['artisan', ['migrate'], false];
        yield ['public/index.php', [], false];
    }

    /** The configuration that is asked for is the one that is judged. */
    public function testTheConfigurationIsTheOneAskedFor(): void
    {
        $remote = '<phpunit><php><server name="DATABASE_URL" value="mysql://app@db.example.com/shop"/></php></phpunit>';
        $project = new Project(Kit::middle(), DESTRUCTIVE + ['ci/remote.xml' => $remote, '.env' => "DATABASE_URL=sqlite:///shop_test.db\n"]);
        $project->database('shop_test.db');
        foreach ([['-c', 'ci/remote.xml'], ['--configuration=ci/remote.xml'], ['-cci/remote.xml']] as $arguments) {
            $this->assertSame(1, $project->phpunit($arguments)->status);
        }
        $this->assertSame(3, $project->rows('shop_test.db'));
    }

    public static function kits(): array
    {
        return Kit::all();
    }
}
