<?php

declare(strict_types=1);

/** What a process left. */
final class Ended
{
    public function __construct(public readonly int $status, public readonly string $out, public readonly string $err)
    {
    }

    public function printed(): string
    {
        return $this->out . $this->err;
    }
}

/** A PHP with its PHPUnit, and the extension that was built for it. */
final class Kit
{
    public function __construct(
        public readonly string $name,
        public readonly string $php,
        public readonly string $extension,
        public readonly string $phpunit,
        public readonly string $libraries,
    ) {
    }

    /** @return array<string, array{Kit}> the kits by name, for a data provider */
    public static function all(): array
    {
        $kits = [];
        foreach ([self::old(), self::middle(), self::new()] as $kit) {
            $kits[$kit->name] = [$kit];
        }

        return $kits;
    }

    /** @return array<string, array{Kit}> as `all()`, where PHPUnit's version makes no difference */
    public static function oneOfEachPhp(): array
    {
        return array_diff_key(self::all(), [self::middle()->name => true]);
    }

    public static function old(): self
    {
        return new self('PHP 8.2, PHPUnit 9', PHP_BINARY, self::given('NOTPROD_PHP_EXTENSION'), '/usr/bin/phpunit', '/usr/share/php');
    }

    public static function middle(): self
    {
        $tools = self::given('NOTPROD_PHP_TOOLS');

        return new self('PHP 8.2, PHPUnit 11', PHP_BINARY, self::given('NOTPROD_PHP_EXTENSION'), "{$tools}/bin/phpunit", "{$tools}/share");
    }

    public static function new(): self
    {
        $tools = self::given('NOTPROD_PHP_TOOLS');

        return new self('PHP 8.4, PHPUnit 11', "{$tools}/bin/php8.4", self::given('NOTPROD_PHP84_EXTENSION'), "{$tools}/bin/phpunit", "{$tools}/share");
    }

    public function hasHooks(): bool
    {
        return str_ends_with($this->name, ' 9');
    }

    private static function given(string $variable): string
    {
        return getenv($variable) ?: throw new RuntimeException("{$variable} is not set: `make test-php` sets it");
    }
}

/** A folder of files in which processes are run; it goes when this goes. */
final class Project
{
    public readonly string $folder;
    /** Whether the extension is loaded, as a file in PHP's own folder of settings would. */
    public bool $loads = true;
    /** @var array<string, string> */
    public array $environment = [];

    /** @param array<string, string> $files */
    public function __construct(private readonly Kit $kit, array $files = [])
    {
        $this->folder = realpath(sys_get_temp_dir()) . '/notprod-' . bin2hex(random_bytes(8));
        mkdir("{$this->folder}/project", recursive: true);
        mkdir("{$this->folder}/ini");
        mkdir("{$this->folder}/home");
        $this->add($files);
    }

    public function __destruct()
    {
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    /** @param array<string, string> $files */
    public function add(array $files): self
    {
        foreach ($files as $name => $text) {
            $path = $this->path($name);
            is_dir(dirname($path)) || mkdir(dirname($path), recursive: true);
            file_put_contents($path, str_replace(['{library}', '{folder}'], [dirname(__DIR__) . '/phpunit', $this->path('')], $text));
        }

        return $this;
    }

    public function path(string $name): string
    {
        return rtrim("{$this->folder}/project/{$name}", '/');
    }

    /** @param list<string> $arguments */
    public function phpunit(array $arguments = []): Ended
    {
        return $this->php([$this->kit->phpunit, ...$arguments]);
    }

    /** @param list<string> $arguments */
    public function php(array $arguments): Ended
    {
        $process = $this->start($arguments);

        return $this->wait($process);
    }

    /** @param list<string> $arguments */
    public function start(array $arguments): array
    {
        file_put_contents("{$this->folder}/ini/notprod.ini", $this->loads ? "extension={$this->kit->extension}\n" : "\n");
        $environment = $this->environment + [
            'PATH' => '/usr/bin:/bin',
            'HOME' => "{$this->folder}/home",
            'PHP_INI_SCAN_DIR' => ":{$this->folder}/ini",
        ];
        $files = [1 => ['file', tempnam($this->folder, 'out'), 'w'], 2 => ['file', tempnam($this->folder, 'err'), 'w']];
        $command = [$this->kit->php, '-d', "include_path={$this->kit->libraries}", ...$arguments];
        $process = proc_open($command, [['file', '/dev/null', 'r']] + $files, $pipes, $this->path(''), $environment);

        return [$process, $files[1][1], $files[2][1]];
    }

    public function wait(array $started): Ended
    {
        [$process, $out, $err] = $started;

        return new Ended(proc_close($process), (string) file_get_contents($out), (string) file_get_contents($err));
    }

    /** Makes a database of a table with rows, for scripts that would drop it. */
    public function database(string $name): void
    {
        $database = $this->open($name);
        $database->exec('CREATE TABLE orders (id INTEGER)');
        $database->exec('INSERT INTO orders VALUES (1), (2), (3)');
    }

    /** How many rows are left; null where the table is gone. */
    public function rows(string $name): ?int
    {
        try {
            return (int) $this->open($name)->query('SELECT COUNT(*) FROM orders')->fetchColumn();
        } catch (PDOException) {
            return null;
        }
    }

    private function open(string $name): PDO
    {
        return new PDO('sqlite:' . $this->path($name), options: [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
    }
}

/** The files of a project whose bootstrap drops a table. */
const DESTRUCTIVE = [
    'phpunit.xml' => '<phpunit bootstrap="tests/bootstrap.php"><testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites></phpunit>',
    'tests/bootstrap.php' => <<<'PHP'
        <?php
        preg_match('~sqlite:///(\S+)~', file_get_contents(__DIR__ . '/../.env'), $found);
        (new PDO('sqlite:' . __DIR__ . '/../' . $found[1]))->exec('DROP TABLE IF EXISTS orders');
        PHP,
    'tests/OrderTest.php' => <<<'PHP'
        <?php
        class OrderTest extends PHPUnit\Framework\TestCase
        {
            public function testHere(): void
            {
                $this->assertTrue(true);
            }

            /** @runInSeparateProcess */
            #[PHPUnit\Framework\Attributes\RunInSeparateProcess]
            public function testInAProcessOfItsOwn(): void
            {
                $this->assertTrue(true);
            }
        }
        PHP,
];
