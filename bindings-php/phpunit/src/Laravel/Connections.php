<?php

declare(strict_types=1);

namespace Notprod\Laravel;

use Illuminate\Contracts\Config\Repository;
use Illuminate\Support\ConfigurationUrlParser;

/** The connections of a booted application, as Laravel itself would open them, without passwords. */
final class Connections
{
    /**
     * @param list<string|null> $used the names of those that the tests use; null is the default
     * @return list<array<string, mixed>>
     */
    public static function of(Repository $config, array $used): array
    {
        $default = $config->get('database.default');
        $used = array_map(static fn (?string $name): mixed => $name ?? $default, $used);
        $declared = [];
        foreach ((array) $config->get('database.connections') as $alias => $connection) {
            if (!is_array($connection)) {
                continue;
            }
            $whole = (new ConfigurationUrlParser)->parseConfiguration($connection);
            foreach (self::hosts($whole) as $suffix => $place) {
                $declared[] = self::declared($alias . $suffix, $place, in_array((string) $alias, $used, true));
            }
        }

        return $declared;
    }

    /**
     * Where it reads and where it writes, each with what both share.
     *
     * @return array<string, array<string, mixed>>
     */
    private static function hosts(array $connection): array
    {
        if (!isset($connection['read']) && !isset($connection['write'])) {
            return ['' => $connection];
        }
        $shared = array_diff_key($connection, ['read' => true, 'write' => true]);
        $places = [];
        foreach (['read', 'write'] as $role) {
            $given = (array) ($connection[$role] ?? []);
            $all = $given !== [] && array_is_list($given) ? $given : [$given];
            foreach ($all as $at => $place) {
                $places[".{$role}" . ($at === 0 ? '' : ".{$at}")] = (array) $place + $shared;
            }
        }

        return $places;
    }

    /** @return array<string, mixed> */
    private static function declared(string $alias, array $place, bool $isUsed): array
    {
        $name = self::text($place['database'] ?? null);
        $socket = self::text($place['unix_socket'] ?? null);
        $hosts = array_map(static fn (mixed $host): string => (string) self::text($host), array_values((array) ($place['host'] ?? [])));
        // What parallel testing made of the name; the application's own stands before it.
        $token = self::text($_SERVER['TEST_TOKEN'] ?? null);
        $suffix = $token === null ? null : "_test_{$token}";
        $isDerived = $suffix !== null && $name !== null && str_ends_with($name, $suffix) && $name !== $suffix;

        return [
            'origin' => 'laravel',
            'alias' => $alias,
            'engine' => (string) self::text($place['driver'] ?? null),
            'host' => $socket !== null && $socket !== '' ? $socket : (implode(',', $hosts) ?: null),
            'port' => self::text($place['port'] ?? null),
            'name' => $isDerived ? substr($name, 0, -strlen($suffix)) : $name,
            'user' => self::text($place['username'] ?? null),
            'service' => self::text($place['service'] ?? null),
            'test' => $isDerived ? ['name' => $name, 'mirror' => null] : null,
            'used' => $isUsed,
        ];
    }

    private static function text(mixed $value): ?string
    {
        return is_scalar($value) ? (string) $value : null;
    }
}
