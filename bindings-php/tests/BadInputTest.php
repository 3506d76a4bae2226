<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** What is broken stops the run with a message and a failing status. */
final class BadInputTest extends TestCase
{
    private const REMOTE = "DATABASE_URL=mysql://app@db.example.com/shop\n";

    /** @dataProvider kits */
    public function testABrokenPolicy(Kit $kit): void
    {
        foreach (["[databases\n", "[database]\n", "\xff\xfe"] as $policy) {
            $ended = (new Project($kit, ['notprod.toml' => $policy] + DESTRUCTIVE))->phpunit();
            $this->assertSame([1, ''], [$ended->status, $ended->out]);
            $this->assertStringContainsString('notprod: error[NP90', $ended->err);
        }
    }

    /** @dataProvider kits */
    public function testAFileThatCannotBeRead(Kit $kit): void
    {
        $project = new Project($kit, DESTRUCTIVE);
        posix_mkfifo($project->path('.env'), 0600);
        $ended = $project->phpunit();
        $this->assertSame([1, ''], [$ended->status, $ended->out]);
        $this->assertStringContainsString('cannot be read', $ended->err);
    }

    /** @dataProvider kits */
    public function testAWorkingDirectoryThatIsGone(Kit $kit): void
    {
        $project = new Project($kit, ['go.php' => '<?php mkdir("gone"); chdir("gone"); rmdir("../gone"); passthru(escapeshellarg(PHP_BINARY) . " " . escapeshellarg($argv[1]), $status); exit($status);']);
        $this->assertNotSame(0, $project->php(['go.php', $kit->phpunit])->status);
    }

    /** @dataProvider kits */
    public function testNoSettingSwitchesItOff(Kit $kit): void
    {
        $settings = ['notprod.enable=0', 'notprod.mode=off', 'notprod=', 'variables_order=', 'auto_globals_jit=0', 'register_argc_argv=0', 'disable_functions=Notprod\guard,getenv,putenv', 'display_errors=nonsense', 'memory_limit=nonsense', 'error_reporting=0'];
        $project = new Project($kit, DESTRUCTIVE + ['.env' => self::REMOTE]);
        foreach ([...array_map(null, $settings), null] as $setting) {
            $all = array_merge(...array_map(static fn (string $one): array => ['-d', $one], $setting === null ? $settings : [$setting]));
            $ended = $project->php([...$all, $kit->phpunit]);
            $this->assertSame([1, true], [$ended->status, str_contains($ended->err, 'db.example.com')], $setting . $ended->printed());
        }
        foreach (['0', 'off', 'false', '{}', '{"root":"/"}'] as $value) {
            $project->environment = ['NOTPROD' => $value, 'NOTPROD_PHP_RUN' => $value, 'NOTPROD_DISABLE' => '1'];
            $this->assertSame(1, $project->phpunit()->status, $value);
        }
    }

    /** @dataProvider kits */
    public function testOpcacheAndPreloading(Kit $kit): void
    {
        $project = new Project($kit, ['preload.php' => '<?php class Preloaded {}'] + DESTRUCTIVE + ['.env' => self::REMOTE]);
        $preload = ['-d', 'opcache.enable_cli=1', '-d', 'opcache.jit=tracing', '-d', 'opcache.jit_buffer_size=8M', '-d', 'opcache.preload=' . $project->path('preload.php'), '-d', 'opcache.preload_user=' . posix_getpwuid(posix_getuid())['name']];
        if ($kit->php !== PHP_BINARY) {
            $preload = ['-d', 'zend_extension=opcache', ...$preload];
        }
        $this->assertSame('1refuse', $project->php([...$preload, '-r', 'echo class_exists("Preloaded", false), Notprod\check()->verdict;'])->out);
        $this->assertSame(1, $project->php([...$preload, $kit->phpunit])->status);
    }

    /** @dataProvider kits */
    public function testAForkAfterTheGuard(Kit $kit): void
    {
        $code = 'Notprod\guard(); $child = pcntl_fork(); if ($child === 0) { Notprod\guard(); exit(7); } pcntl_waitpid($child, $status); echo pcntl_wexitstatus($status), Notprod\check()->verdict;';
        $this->assertSame('7allow', (new Project($kit))->php(['-r', $code])->out);
    }

    /** @dataProvider kits */
    public function testNothingIsKeptOverManyCalls(Kit $kit): void
    {
        $code = <<<'PHP'
            $call = static function (int $times): void {
                for ($i = 0; $i < $times; $i++) {
                    $report = Notprod\check('mysql://app:pw@db.example.com/shop', environment: []);
                    json_encode($report);
                    $verdict = Notprod\classify('DROP TABLE a', 'mysql');
                    $verdict->statements();
                    try {
                        Notprod\guard('mysql://db.example.com/shop', environment: []);
                    } catch (Notprod\Refused $refused) {
                    }
                    try {
                        Notprod\check(runner: 'none');
                    } catch (Notprod\NotprodError $error) {
                    }
                }
            };
            $rss = static fn (): int => (int) explode(' ', file_get_contents('/proc/self/statm'))[1] * 4;
            $call(500);
            gc_collect_cycles();
            [$memory, $resident] = [memory_get_usage(), $rss()];
            $call(2500);
            gc_collect_cycles();
            echo json_encode([memory_get_usage() - $memory, $rss() - $resident]);
            PHP;
        $ended = (new Project($kit))->php(['-r', $code]);
        [$memory, $resident] = json_decode($ended->out, true) ?? [PHP_INT_MAX, PHP_INT_MAX];
        $this->assertLessThan(1024, $memory, $ended->printed());
        $this->assertLessThan(1024, $resident, 'KiB of the process');
    }

    /** @dataProvider kits */
    public function testOddArguments(Kit $kit): void
    {
        $code = 'foreach ([["\0"], [str_repeat("x", 100000)], ["\xff\xfe://"], ["", ""], [null, "/nowhere"], [null, "\0"], [null, null, null, ["a" => [], "b" => null, 3 => 1.5, "" => "x"]], [null, null, null, null, "\0"]] as $arguments) { try { echo Notprod\check(...$arguments)->verdict, " "; } catch (Notprod\Refused $refused) { echo "stopped "; } }';
        $ended = (new Project($kit))->php(['-r', $code]);
        $this->assertSame(0, $ended->status, $ended->printed());
        $this->assertCount(8, explode(' ', trim($ended->out)), $ended->out);
    }

    public static function kits(): array
    {
        return Kit::oneOfEachPhp();
    }
}
