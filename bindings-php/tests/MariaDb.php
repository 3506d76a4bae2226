<?php

declare(strict_types=1);

/** A MariaDB of the tests' own, on a free port of this machine; it goes when this goes. */
final class MariaDb
{
    public readonly int $port;
    private readonly string $folder;
    /** @var resource */
    private $process;

    public function __construct()
    {
        $this->folder = realpath(sys_get_temp_dir()) . '/notprod-mariadb-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        $asUser = [];
        if (posix_getuid() === 0) {
            chown($this->folder, 'nobody');
            $asUser = ['setpriv', '--reuid=nobody', '--clear-groups'];
        }
        $this->run([...$asUser, 'mariadb-install-db', '--no-defaults', "--datadir={$this->folder}/data", '--auth-root-authentication-method=normal', '--skip-test-db', '--innodb-log-file-size=8M']);
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        $this->port = (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
        fclose($socket);
        $log = ['file', "{$this->folder}/log", 'w'];
        touch("{$this->folder}/log");
        $this->process = proc_open([
            ...$asUser, '/usr/sbin/mariadbd', '--no-defaults', "--datadir={$this->folder}/data", "--port={$this->port}",
            '--bind-address=127.0.0.1', "--socket={$this->folder}/socket", '--innodb-flush-log-at-trx-commit=0', "--pid-file={$this->folder}/pid",
        ], [['file', '/dev/null', 'r'], $log, $log], $pipes);
        for ($tries = 0; $tries < 300; $tries++) {
            try {
                $this->open();

                return;
            } catch (PDOException) {
                usleep(100_000);
            }
        }
        throw new RuntimeException('MariaDB does not start: ' . file_get_contents("{$this->folder}/log"));
    }

    public function __destruct()
    {
        proc_terminate($this->process);
        proc_close($this->process);
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    public function open(string $database = ''): PDO
    {
        $name = $database === '' ? '' : ";dbname={$database}";

        return new PDO("mysql:host=127.0.0.1;port={$this->port}{$name}", 'root', '', [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
    }

    private function run(array $command): void
    {
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['pipe', 'w']], $pipes);
        $complaint = stream_get_contents($pipes[2]);
        if (proc_close($process) !== 0) {
            throw new RuntimeException("{$command[0]}: {$complaint}");
        }
    }
}
