<?php

declare(strict_types=1);

namespace Notprod\PHPUnit;

/**
 * Puts a question to notprod and stops the process where the answer says so.
 *
 * The extension `notprod` answers; where it is not loaded the command `notprod` does, in the same
 * JSON. Nothing is decided here.
 */
final class Judge
{
    /** The status of a process that was stopped. */
    private const STOPPED = 1;

    /** By this variable the extension tells that it has judged the start of this run. */
    private const MARK = 'NOTPROD_PHP_RUN';

    /** @var array<string, true> questions that were allowed, so that each is asked once */
    private static array $allowed = [];

    /**
     * Goes on where the tests would be safe at this moment, else prints the report and exits.
     *
     * @param 'start'|'setup' $moment
     * @param string|null $configuration PHPUnit's configuration, where it is known
     * @param string|null $load a dotenv file that must be there; once it is judged safe it is set
     * @param list<array<string, mixed>> $declared the connections of an application that has booted
     */
    public static function orExit(
        string $moment,
        ?string $configuration = null,
        ?string $load = null,
        array $declared = [],
    ): void {
        try {
            $document = self::document($moment, $configuration, $load, $declared);
            if (isset(self::$allowed[$document])) {
                return;
            }
            $answer = self::answer($document);
            if ($answer['stops'] !== false) {
                self::stop($answer['text']);
            }
            self::put($answer['load']);
            self::$allowed[$document] = true;
        } catch (\Throwable $error) {
            // Its own words may hold a value.
            self::fail('NP999', 'notprod itself failed with ' . $error::class . ', and what it cannot judge it refuses');
        }
        if ($moment === 'setup' && getenv(self::MARK) === false && !isset($_SERVER['TEST_TOKEN'])) {
            self::announce($answer);
        }
    }

    /** Prints why there is no answer, and ends the process. */
    public static function fail(string $code, string $message, string $help = ''): never
    {
        self::stop("notprod: error[{$code}] {$message}\n" . ($help === '' ? '' : "  help: {$help}\n"));
    }

    private static function stop(string $text): never
    {
        // Not `STDERR`: a script that PHP reads from its standard input has no such constant.
        file_put_contents('php://stderr', $text);
        exit(self::STOPPED);
    }

    private static function document(string $moment, ?string $configuration, ?string $load, array $declared): string
    {
        [$environment, $beside] = self::environment();
        $words = array_values(array_filter($_SERVER['argv'] ?? [], 'is_string'));
        $arguments = array_slice($words, 1);
        if ($configuration !== null && $configuration !== '') {
            array_unshift($arguments, '--configuration', $configuration);
        }
        $mark = getenv(self::MARK);

        return json_encode([
            'question' => [
                'moment' => $moment,
                'runner' => 'phpunit',
                'environment' => (object) $environment,
                'beside' => array_map(static fn (array $layer): object => (object) $layer, $beside),
                'load' => $load,
                'declared' => $declared,
            ],
            'php' => [
                'script' => $words[0] ?? '',
                'arguments' => $arguments,
                'folder' => (string) getcwd(),
                'mark' => $mark === false ? null : $mark,
                'id' => (int) getmypid(),
            ],
        ], JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
    }

    /**
     * The environment as PHP sees it: `$_SERVER`, then `$_ENV`, then `getenv`; and beside it what the
     * later ones hold where they differ.
     *
     * @return array{array<string, string>, list<array<string, string>>}
     */
    private static function environment(): array
    {
        $own = ['PHP_SELF', 'SCRIPT_NAME', 'SCRIPT_FILENAME', 'PATH_TRANSLATED', 'DOCUMENT_ROOT', 'REQUEST_TIME', 'REQUEST_TIME_FLOAT'];
        $all = array_diff_key(self::texts($_SERVER ?? []), array_flip($own));
        $beside = [];
        foreach ([self::texts($_ENV ?? []), self::texts(getenv())] as $layer) {
            $other = [];
            foreach ($layer as $name => $value) {
                if (!isset($all[$name])) {
                    $all[$name] = $value;
                } elseif ($all[$name] !== $value) {
                    $other[$name] = $value;
                }
            }
            if ($other !== []) {
                $beside[] = $other;
            }
        }

        return [$all, $beside];
    }

    /** @return array<string, string> */
    private static function texts(array $variables): array
    {
        $texts = [];
        foreach ($variables as $name => $value) {
            if (is_scalar($value)) {
                $texts[$name] = is_bool($value) ? ($value ? 'true' : 'false') : (string) $value;
            }
        }

        return $texts;
    }

    /** @return array{stops: bool, summary: string, notes: list<string>, text: string, load: array, report: mixed} */
    private static function answer(string $document): array
    {
        $json = function_exists('Notprod\answer') ? \Notprod\answer($document) : self::command($document);
        $answer = json_decode($json, true);
        if (!is_array($answer) || !is_bool($answer['stops'] ?? null) || !is_string($answer['text'] ?? null) || !is_string($answer['summary'] ?? null) || !is_array($answer['notes'] ?? null) || !is_array($answer['load'] ?? null)) {
            self::fail(
                'NOTPROD_NATIVE_MISSING',
                'neither the extension `notprod` is loaded, nor does a command `notprod` of this version answer',
                'install the extension with `pie install notprod/notprod`, or put `notprod` on the path',
            );
        }

        return $answer;
    }

    /** What the command line answers; empty where it is not there. */
    private static function command(string $document): string
    {
        // A file as input: a pipe could fill up before anybody reads it.
        $input = tmpfile();
        if ($input === false || fwrite($input, $document) !== strlen($document) || !rewind($input)) {
            return '';
        }
        $process = @proc_open(['notprod', 'answer'], [$input, ['pipe', 'w'], ['file', PHP_OS_FAMILY === 'Windows' ? 'NUL' : '/dev/null', 'w']], $pipes);
        if (!is_resource($process)) {
            return '';
        }
        $answer = (string) stream_get_contents($pipes[1]);
        proc_close($process);

        return $answer;
    }

    /** Sets what `load` names, where every reader of PHP finds it. */
    private static function put(array $load): void
    {
        foreach ($load as [$name, $value]) {
            $_SERVER[$name] = $_ENV[$name] = $value;
            if (!putenv("{$name}={$value}")) {
                self::fail('NP904', "PHP does not take the variable `{$name}` of the file to load");
            }
        }
    }

    /** One line, and what stops no run: a warning, an entry that lifted a refusal. */
    private static function announce(array $answer): void
    {
        $lines = [$answer['summary'], ...$answer['notes']];
        file_put_contents('php://stderr', implode('', array_map(static fn (string $line): string => "notprod: {$line}\n", $lines)));
    }
}
