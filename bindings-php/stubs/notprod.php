<?php

/**
 * What the extension `notprod` adds to PHP, for editors and static analysis.
 *
 * A body that runs means that the extension is not loaded.
 */

namespace Notprod;

/**
 * Would the tests of this project be safe here? Never stops on the answer, never writes.
 *
 * @param string|null $url judge this address alone
 * @param string|null $root the folder of the project; else that of the test run, else the current one
 * @param string|null $runner what runs the tests, such as `phpunit`; else each that the root configures
 * @param array<string, scalar>|null $environment instead of `$_SERVER`, `$_ENV` and `getenv`
 * @param string|null $load a dotenv file that must be there and comes before all else
 * @param string|null $policy one more `notprod.toml`, the nearest of all
 * @param bool $offline ask no server
 *
 * @throws NotprodError the question could not be answered
 */
function check(?string $url = null, ?string $root = null, ?string $runner = null, ?array $environment = null, ?string $load = null, ?string $policy = null, bool $offline = false): Report
{
    throw new \Error('the extension `notprod` is not loaded');
}

/**
 * Goes on where the tests would be safe, and throws where nothing proves it. What `load` names is put
 * into `$_SERVER`, `$_ENV` and `getenv` once it is judged safe. The parameters are those of `check()`.
 *
 * @throws Refused the verdict is `refuse` or `unproven`
 * @throws NotprodError the question could not be answered
 */
function guard(?string $url = null, ?string $root = null, ?string $runner = null, ?array $environment = null, ?string $load = null, ?string $policy = null, bool $offline = false): Report
{
    throw new \Error('the extension `notprod` is not loaded');
}

/**
 * What a text of SQL does.
 *
 * @param string $dialect `postgres`, `mysql` or `sqlite`
 *
 * @throws \ValueError a dialect that is none
 */
function classify(string $sql, string $dialect): Verdict
{
    throw new \Error('the extension `notprod` is not loaded');
}

/**
 * For the library `notprod/phpunit`: a question as JSON, the answer as JSON.
 *
 * @internal
 */
function answer(string $question): string
{
    throw new \Error('the extension `notprod` is not loaded');
}

/** The whole answer. `(string)` gives it for people, `json_encode()` as `notprod.report/1`. */
final class Report implements \JsonSerializable, \Stringable
{
    /** `allow`, `unproven` or `refuse`. */
    public readonly string $verdict;
    public readonly string $root;
    public readonly ?string $runner;
    public readonly ?Environment $environment;
    /** @var list<Target> */
    public readonly array $targets;
    /** @var list<Finding> */
    public readonly array $findings;
    /** @var list<string> */
    public readonly array $filesRead;
    /** One line: what was judged, or that nothing was. */
    public readonly string $summary;
    private readonly string $json;
    private readonly string $text;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    /** The report as `notprod.report/1`, the same in every language. */
    public function toJson(): string
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function __toString(): string
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/** What the run calls its environment, such as `production`, and where it says so. */
final class Environment implements \JsonSerializable
{
    public readonly string $name;
    public readonly ?Source $source;
    private readonly string $json;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/** One database that can be reached. No property holds a password. */
final class Target implements \JsonSerializable
{
    public readonly string $id;
    /** What an application reads the address from, such as `DATABASE_URL`. */
    public readonly string $slot;
    /** `app`, `test` or `protected`. */
    public readonly string $role;
    public readonly string $engine;
    /** @var list<string> */
    public readonly array $hosts;
    /** @var list<int> */
    public readonly array $ports;
    public readonly ?string $socket;
    public readonly ?string $database;
    public readonly ?string $schema;
    public readonly ?string $user;
    /** `allow`, `unproven` or `refuse`. */
    public readonly string $verdict;
    /** @var array<string, Source> where each part came from */
    public readonly array $sources;
    /** @var list<Source> the sources that lost */
    public readonly array $overridden;
    private readonly string $json;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/** What a rule found, on one target or on the run. */
final class Finding implements \JsonSerializable
{
    /** The stable name, such as `listed-production`. */
    public readonly string $rule;
    /** The stable code, such as `NP401`. */
    public readonly string $code;
    /** `note`, `warning`, `unproven` or `refuse`. */
    public readonly string $severity;
    public readonly string $message;
    /** What mends it. */
    public readonly ?string $help;
    /** The id of the target; null where the finding is on the run. */
    public readonly ?string $target;
    public readonly ?Source $source;
    private readonly string $json;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/** Where a value came from: a variable, a line of a file, or both. */
final class Source implements \JsonSerializable
{
    /** `process`, `dotenv`, `policy`, `argument`, `default`, ...: more may come. */
    public readonly string $kind;
    /** Relative to the root where it lies below it. */
    public readonly ?string $file;
    /** From 1. */
    public readonly ?int $line;
    public readonly ?string $variable;
    private readonly string $json;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/** Why a question could not be answered. */
final class Failure implements \JsonSerializable
{
    /** The stable code, such as `NP901`. */
    public readonly string $code;
    /** The stable name, such as `policy-error`. */
    public readonly string $name;
    /** What is wrong, in one line. */
    public readonly string $message;
    /** What mends it. */
    public readonly ?string $help;
    private readonly string $json;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/** What a text of SQL does: that of its worst statement. */
final class Verdict implements \JsonSerializable
{
    /** All of it in one number. */
    public readonly int $bits;
    /** `destructive`, `unknown`, `mass_write`, `schema_change`, `write`, `session` or `read`. */
    public readonly string $class;
    /** `allow`, `approval` or `banned`. */
    public readonly string $tier;
    /** The tier under the strict rule book. */
    public readonly string $strictTier;
    /** What bounds the rows that it writes: `nothing`, `filter`, `limit`, `values`. */
    public readonly ?string $boundedBy;
    private readonly string $sql;
    private readonly string $dialect;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    /** @return list<Statement> */
    public function statements(): array
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/** One statement of a text. `start` and `end` are bytes, `line` counts from 1. */
final class Statement implements \JsonSerializable
{
    public readonly string $class;
    public readonly string $tier;
    public readonly string $operation;
    /** @var list<string> */
    public readonly array $objects;
    public readonly ?string $boundedBy;
    public readonly string $reason;
    public readonly int $start;
    public readonly int $end;
    public readonly int $line;
    private readonly int $index;

    private function __construct()
    {
        throw new \Error('the extension `notprod` is not loaded');
    }

    public function jsonSerialize(): mixed
    {
        throw new \Error('the extension `notprod` is not loaded');
    }
}

/**
 * The run must not go on. `getMessage()` is the report for people.
 *
 * An `\Error`, so that `catch (\Exception $e)` does not swallow it and no framework wraps it.
 */
class Refused extends \Error
{
    /** The answer; null where there is none. */
    public readonly ?Report $report;
}

/** The question could not be answered, so nothing is allowed. `$failure` says why. */
class NotprodError extends Refused
{
    public readonly Failure $failure;
}
