<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** Functions, objects, exceptions. */
final class ModuleTest extends TestCase
{
    /** @dataProvider kits */
    public function testTheStubsAreWhatIsLoaded(Kit $kit): void
    {
        $project = new Project($kit);
        $loaded = $project->php([__DIR__ . '/describe.php']);
        $project->loads = false;
        $stubs = $project->php([__DIR__ . '/describe.php', dirname(__DIR__) . '/stubs/notprod.php']);
        $this->assertSame($stubs->out, $loaded->out);
        $this->assertCount(14, json_decode($loaded->out, true));
    }

    /** @dataProvider kits */
    public function testItShowsItself(Kit $kit): void
    {
        $shown = (new Project($kit))->php(['--ri', 'notprod'])->out;
        $this->assertStringContainsString('version => ', $shown);
    }

    /** @dataProvider kits */
    public function testAReportSerialisesToTheContract(Kit $kit): void
    {
        $report = json_decode($this->run_($kit, 'echo json_encode(Notprod\check("mysql://app:hunter2@db.example.com/shop"));'), true);
        $this->assertSame('notprod.report/1', $report['schema']);
        $this->assertSame('refuse', $report['verdict']);
        $this->assertSame(['db.example.com'], $report['targets'][0]['hosts']);
        $same = $this->run_($kit, '$r = Notprod\check("mysql://app:hunter2@h/shop_test"); var_dump($r->toJson() === json_encode($r, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), $r->targets[0] instanceof Notprod\Target, json_encode($r->targets[0], JSON_UNESCAPED_SLASHES) === json_encode($r->jsonSerialize()->targets[0], JSON_UNESCAPED_SLASHES));');
        $this->assertSame(3, substr_count($same, 'bool(true)'), $same);
    }

    /** @dataProvider kits */
    public function testGuardThrowsWhatExceptionDoesNotCatch(Kit $kit): void
    {
        $thrown = $this->run_($kit, <<<'PHP'
            ini_set('zend.exception_ignore_args', '0');
            try {
                Notprod\guard('mysql://app:hunter2@db.example.com/shop');
            } catch (Exception $exception) {
                echo 'swallowed';
            } catch (Notprod\Refused $refused) {
                echo get_class($refused), ' ', $refused->report->verdict, ' ', $refused->getMessage(), ' ', print_r($refused->getTrace(), true);
            }
            PHP);
        $this->assertStringStartsWith('Notprod\Refused refuse notprod: refuse', $thrown);
        $this->assertStringNotContainsString('hunter2', $thrown);
        $ended = (new Project($kit))->php(['-r', 'Notprod\guard("mysql://app:hunter2@db.example.com/shop"); echo "went on";']);
        $this->assertSame(255, $ended->status);
        $this->assertStringNotContainsString('went on', $ended->out);
        $this->assertStringNotContainsString('hunter2', $ended->printed());
    }

    /** @dataProvider kits */
    public function testGuardGoesOnAndLoads(Kit $kit): void
    {
        $project = new Project($kit, ['.env.testing' => "DATABASE_URL=mysql://app@localhost/shop_test\n"]);
        $project->environment = ['DATABASE_URL' => 'mysql://app@db.example.com/shop'];
        $ended = $project->php(['-d', 'variables_order=EGPCS', '-r', 'Notprod\guard(load: ".env.testing"); Notprod\guard(); echo getenv("DATABASE_URL"), $_SERVER["DATABASE_URL"], $_ENV["DATABASE_URL"];']);
        $this->assertSame(str_repeat('mysql://app@localhost/shop_test', 3), $ended->out, $ended->err);
        $missing = $project->php(['-r', 'Notprod\guard(load: ".env.missing");']);
        $this->assertSame(255, $missing->status);
        $this->assertStringContainsString('is not there', $missing->printed());
    }

    /** @dataProvider kits */
    public function testAFailureIsARefusal(Kit $kit): void
    {
        $project = new Project($kit, ['notprod.toml' => "[database]\n"]);
        $ended = $project->php(['-r', 'try { Notprod\check(); } catch (Notprod\Refused $r) { echo get_class($r), " {$r->failure->code} "; var_dump($r->report); }']);
        $this->assertStringStartsWith('Notprod\NotprodError NP9', $ended->out);
        $this->assertStringContainsString('NULL', $ended->out);
        $project = new Project($kit);
        $project->environment = ['NOTPROD_INJECT' => 'panic'];
        $ended = $project->php(['-r', 'try { Notprod\guard(); } catch (Notprod\NotprodError $e) { echo $e->failure->code; }']);
        $this->assertSame('NP999', $ended->out, $ended->err);
        $this->assertSame(1, $project->phpunit()->status);
    }

    /** @dataProvider kits */
    public function testTheEnvironmentIsWhatPhpSees(Kit $kit): void
    {
        $url = 'mysql://app@db.example.com/shop';
        foreach (["\$_SERVER['DATABASE_URL'] = '{$url}';", "\$_ENV['DATABASE_URL'] = '{$url}';", "putenv('DATABASE_URL={$url}');"] as $set) {
            foreach (['GPCS', 'EGPCS', 'GPC'] as $order) {
                $project = new Project($kit);
                $project->environment = ['DATABASE_URL' => 'mysql://app@localhost/shop_test'];
                $ended = $project->php(['-d', "variables_order={$order}", '-r', "{$set} echo Notprod\\check()->verdict;"]);
                $this->assertSame('refuse', $ended->out, "{$set} {$order} {$ended->err}");
            }
        }
        $this->assertSame('allow', $this->run_($kit, 'echo Notprod\check(environment: ["DATABASE_URL" => "mysql://app@localhost/shop_test"])->verdict;'));
    }

    /** @dataProvider kits */
    public function testSqlIsClassified(Kit $kit): void
    {
        $out = $this->run_($kit, '$v = Notprod\classify("SELECT 1; DROP TABLE orders", "mysql"); echo $v->class, " ", $v->tier, " ", $v->strictTier, " ", $v->statements()[1]->objects[0], " ", json_encode($v); Notprod\classify("\xff\0\'", "sqlite");');
        $this->assertStringStartsWith('destructive approval banned orders {"class":"destructive"', $out);
        $this->assertStringContainsString('ValueError', $this->run_($kit, 'try { Notprod\classify("", "none"); } catch (ValueError $e) { echo get_class($e); }'));
        $this->assertStringContainsString('#1 ($sql)', $this->run_($kit, 'try { Notprod\classify([], "mysql"); } catch (TypeError $e) { echo $e->getMessage(); }'));
    }

    /** The packed number is read as the core writes it. */
    public function testTheVerdictsOfTheVectorsAreThoseOfTheirStatements(): void
    {
        $code = 'foreach (json_decode(file_get_contents($argv[1]), true) as $case) { $n = ($n ?? 0) + 1; $v = Notprod\classify($case["sql"], $case["dialect"]); $classes = array_column($v->statements(), "class"); if ($classes && !in_array($v->class, $classes, true)) echo $case["id"], "\n"; } echo $n;';
        $ended = (new Project(Kit::old()))->php(['-r', $code, dirname(__DIR__, 2) . '/tests/vectors/sql.json']);
        $this->assertGreaterThan(200, (int) $ended->out, $ended->printed());
    }

    /** @dataProvider kits */
    public function testTheStatementsAreThoseOfTheCommandLine(Kit $kit): void
    {
        $texts = ['DELETE FROM "ü😀" WHERE 1=1; DROP TABLE a, b', "SELECT 1;\n\nINSERT INTO t VALUES (1); CALL f()", 'UPDATE t SET a = 1 LIMIT 3', ''];
        foreach ($texts as $sql) {
            foreach (['postgres', 'mysql', 'sqlite'] as $dialect) {
                exec(implode(' ', array_map('escapeshellarg', [(string) getenv('NOTPROD_COMMAND'), 'sql', '--dialect', $dialect, '--format', 'jsonl', $sql])), $lines);
                $out = $this->run_($kit, sprintf('$v = Notprod\\classify(%s, "%s"); echo json_encode($v->statements()), "\n", json_encode($v);', var_export($sql, true), $dialect));
                [$statements, $verdict] = array_map(static fn (string $line): mixed => json_decode($line, true), explode("\n", $out));
                $expected = array_map(static fn (string $line): array => json_decode($line, true), $lines);
                $this->assertSame($expected, $statements, $sql);
                $this->assertSame($expected, $verdict['statements'], $sql);
                $lines = [];
            }
        }
    }

    private function run_(Kit $kit, string $code): string
    {
        $ended = (new Project($kit))->php(['-r', $code]);
        $this->assertSame(0, $ended->status, $ended->printed());

        return $ended->out;
    }

    public static function kits(): array
    {
        return Kit::oneOfEachPhp();
    }
}
