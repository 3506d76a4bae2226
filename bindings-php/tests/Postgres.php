<?php

declare(strict_types=1);

/** A PostgreSQL of the tests' own, on a socket; it goes when this goes. Its tools refuse to run as root. */
final class Postgres
{
    private readonly string $folder;

    public function __construct()
    {
        $this->folder = realpath(sys_get_temp_dir()) . '/notprod-pg-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        chmod($this->folder, 0777);
        $this->run('initdb', '--no-sync', '-A', 'trust', '-U', 'app', '-D', "{$this->folder}/data");
        $this->run('pg_ctl', '-D', "{$this->folder}/data", '-w', '-s', '-l', "{$this->folder}/log", '-o', "-k {$this->folder} -c listen_addresses= -c fsync=off -c log_connections=on", 'start');
    }

    public function __destruct()
    {
        $this->run('pg_ctl', '-D', "{$this->folder}/data", '-m', 'immediate', '-s', 'stop');
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    public function sql(string $database, string $statement): void
    {
        $this->run('psql', '-h', $this->folder, '-U', 'app', '-d', $database, '-Atqc', $statement);
    }

    public function url(string $database): string
    {
        return 'postgres://app@' . rawurlencode($this->folder) . "/{$database}";
    }

    /** How often anybody logged in there. */
    public function logins(string $database): int
    {
        return substr_count((string) file_get_contents("{$this->folder}/log"), "connection authorized: user=app database={$database} ");
    }

    private function run(string $tool, string ...$arguments): void
    {
        // Debian keeps them beside one another, off the path.
        $command = glob("/usr/lib/postgresql/*/bin/{$tool}")[0] ?? $tool;
        $asUser = posix_getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
        $output = ['file', "{$this->folder}/output", 'w'];
        $process = proc_open([...$asUser, $command, ...$arguments], [['file', '/dev/null', 'r'], $output, $output], $pipes, $this->folder);
        if (proc_close($process) !== 0) {
            throw new RuntimeException("{$tool}: " . file_get_contents("{$this->folder}/output"));
        }
    }
}
