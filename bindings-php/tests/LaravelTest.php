<?php

declare(strict_types=1);

require_once __DIR__ . '/MariaDb.php';

use PHPUnit\Framework\TestCase;

/** `examples/laravel-refresh`, on Illuminate 8 and 10, on SQLite and on a real MariaDB. */
final class LaravelTest extends TestCase
{
    private static ?MariaDb $server = null;

    public static function tearDownAfterClass(): void
    {
        self::$server = null;
    }

    /** @dataProvider ways */
    public function testTheRowsOfProductionAreStillThere(Kit $kit, bool $loads): void
    {
        $production = $this->productionDatabase();
        $project = $this->project($kit, $loads, "APP_ENV=production\n" . $this->mysql('calls'));
        $ended = $project->phpunit();
        $this->assertSame(1, $ended->status, $ended->printed());
        $this->assertStringContainsString('/calls', $ended->err);
        $this->assertSame(3, $this->rows($production));
    }

    /** @dataProvider ways */
    public function testOnTheTestDatabaseTheSuitePasses(Kit $kit, bool $loads): void
    {
        $this->productionDatabase();
        $project = $this->project($kit, $loads, "APP_ENV=local\n" . $this->mysql('calls_test'));
        $ended = $project->phpunit();
        $this->assertSame(0, $ended->status, $ended->printed());
        $this->assertMatchesRegularExpression('/OK|2 tests|Tests: 2/', $ended->out);
        $tables = self::$server->open('calls_test')->query('SHOW TABLES')->fetchAll(PDO::FETCH_COLUMN);
        $this->assertContains('calls', $tables, 'the suite did reach the server');
    }

    /**
     * What no file shows: code of the application changes the connection when it boots.
     *
     * @dataProvider ways
     */
    public function testTheConnectionsOfTheBootedApplicationAreJudged(Kit $kit, bool $loads): void
    {
        $production = $this->productionDatabase();
        $project = $this->project($kit, $loads, "APP_ENV=local\n" . $this->mysql('calls_test'));
        $app = file_get_contents($project->path('bootstrap/app.php'));
        $project->add(['bootstrap/app.php' => str_replace('return $app;', "\$app->booted(fn () => config(['database.connections.mysql.database' => 'calls']));\nreturn \$app;", $app)]);
        $ended = $project->phpunit();
        $this->assertSame(1, $ended->status, $ended->printed());
        $this->assertStringContainsString('database.connections.mysql', $ended->err);
        $this->assertSame(3, $this->rows($production));
    }

    /** @dataProvider ways */
    public function testAConnectionThatIsOnlyWrittenToCounts(Kit $kit, bool $loads): void
    {
        $project = $this->project($kit, $loads, "APP_ENV=local\nDB_CONNECTION=sqlite\nDB_DATABASE=:memory:\n");
        $app = file_get_contents($project->path('bootstrap/app.php'));
        $split = "['driver' => 'mysql', 'database' => 'calls_test', 'read' => ['host' => '127.0.0.1'], 'write' => [['host' => ['127.0.0.1']], ['host' => ['db.example.com']]]]";
        $project->add(['bootstrap/app.php' => str_replace('return $app;', "\$app->booted(fn () => config(['database.connections.split' => {$split}]));\nreturn \$app;", $app)]);
        $ended = $project->phpunit();
        $this->assertSame(1, $ended->status, $ended->printed());
        $this->assertStringContainsString('database.connections.split.write.1', $ended->err);
    }

    /** @dataProvider ways */
    public function testOnSqlite(Kit $kit, bool $loads): void
    {
        foreach (['shop_production.sqlite' => 1, 'shop_test.sqlite' => 0] as $name => $status) {
            $project = $this->project($kit, $loads, "APP_ENV=local\nDB_CONNECTION=sqlite\nDB_DATABASE={folder}/database/{$name}\n");
            $project->database("database/{$name}");
            $ended = $project->phpunit();
            $this->assertSame($status, $ended->status, $ended->printed());
            $this->assertSame($status === 1 ? 3 : null, $project->rows("database/{$name}"));
        }
    }

    /**
     * The workers of a parallel run, each with its token: Laravel gives each a database of its own.
     *
     * @dataProvider ways
     */
    public function testWorkersHaveDatabasesOfTheirOwn(Kit $kit, bool $loads): void
    {
        $this->productionDatabase();
        $project = $this->project($kit, $loads, "APP_ENV=local\n" . $this->mysql('calls_test'));
        $started = [];
        foreach (['1', '2'] as $token) {
            $project->environment = ['TEST_TOKEN' => $token, 'LARAVEL_PARALLEL_TESTING' => '1'] + $project->environment;
            $started[] = $project->start([$kit->phpunit]);
        }
        foreach ($started as $worker) {
            $ended = $project->wait($worker);
            $this->assertSame(0, $ended->status, $ended->printed());
        }
        $databases = self::$server->open()->query('SHOW DATABASES')->fetchAll(PDO::FETCH_COLUMN);
        $this->assertContains('calls_test_test_1', $databases);
        $this->assertContains('calls_test_test_2', $databases);
    }

    /**
     * Laravel puts a worker's token behind the last slash of the URL, wherever that stands: what comes of
     * it is judged, not what was meant.
     *
     * @dataProvider ways
     */
    public function testAUrlThatTheTokenCorruptsIsJudgedAsItIsOpened(Kit $kit, bool $loads): void
    {
        foreach (self::urls() as $url => [$status, $databases]) {
            $production = $this->productionDatabase();
            $url = sprintf($url, self::$server->port);
            $project = $this->project($kit, $loads, "APP_ENV=local\nDB_CONNECTION=mysql\nDATABASE_URL={$url}\nDB_URL={$url}\n");
            $project->environment = ['TEST_TOKEN' => '1', 'LARAVEL_PARALLEL_TESTING' => '1'] + $project->environment;
            $ended = $project->phpunit();
            $this->assertSame($status, $ended->status, $url . $ended->printed());
            $this->assertSame(3, $this->rows($production), $url);
            $migrated = "SELECT table_schema FROM information_schema.tables WHERE table_name = 'migrations' ORDER BY 1";
            $this->assertSame($databases, $production->query($migrated)->fetchAll(PDO::FETCH_COLUMN), $url);
        }
    }

    /** @return iterable<string, array{int, list<string>}> a status, and the databases that the suite reached */
    private static function urls(): iterable
    {
        yield 'mysql://root@127.0.0.1:%d/calls_test' => [0, ['calls_test_test_1']];
        // The token goes into the file's name: all workers stay on the one database.
        yield 'mysql://root@127.0.0.1:%d/calls_test?comment=/a/b' => [0, ['calls_test']];
        yield 'mysql://root@127.0.0.1:%d/calls?comment=/a/b_test' => [1, []];
    }

    private function project(Kit $kit, bool $loads, string $dotenv): Project
    {
        $project = new Project($kit);
        exec('cp -r ' . escapeshellarg(dirname(__DIR__, 2) . '/examples/laravel-refresh/.') . ' ' . escapeshellarg($project->path('')));
        $project->add(['.env' => $dotenv]);
        $project->loads = $loads;
        $project->environment = [
            'PATH' => dirname((string) getenv('NOTPROD_COMMAND')) . ':/usr/bin:/bin',
            'NOTPROD_LIBRARY' => dirname(__DIR__) . '/phpunit',
        ];

        return $project;
    }

    private function mysql(string $database): string
    {
        self::$server ??= new MariaDb;

        return sprintf("DB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_PORT=%d\nDB_DATABASE=%s\nDB_USERNAME=root\n", self::$server->port, $database);
    }

    private function productionDatabase(): PDO
    {
        self::$server ??= new MariaDb;
        $server = self::$server->open();
        foreach (['calls', 'calls_test', 'calls_test_test_1', 'calls_test_test_2'] as $name) {
            $server->exec("DROP DATABASE IF EXISTS {$name}");
        }
        $server->exec('CREATE DATABASE calls');
        $server->exec('CREATE DATABASE calls_test');
        $server->exec('CREATE TABLE calls.calls (id INT)');
        $server->exec('INSERT INTO calls.calls VALUES (1), (2), (3)');

        return $server;
    }

    private function rows(PDO $server): int
    {
        return (int) $server->query('SELECT COUNT(*) FROM calls.calls')->fetchColumn();
    }

    public static function ways(): iterable
    {
        foreach (Kit::all() as $name => [$kit]) {
            yield "{$name}, loaded" => [$kit, true];
            yield "{$name}, command line" => [$kit, false];
        }
    }
}
