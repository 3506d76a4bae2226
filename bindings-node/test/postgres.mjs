// A PostgreSQL that a test starts and stops.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian keeps PostgreSQL's tools beside one another, off the path. */
function installed(tool) {
  const top = '/usr/lib/postgresql';
  const versions = existsSync(top) ? readdirSync(top) : [];
  return versions.map((version) => join(top, version, 'bin', tool)).find(existsSync) ?? tool;
}

/** A PostgreSQL of a test's own, on a socket. Its tools refuse to run as root. */
export function postgres(t) {
  const folder = mkdtempSync(join(tmpdir(), 'notprod-pg-'));
  chmodSync(folder, 0o777);
  const root = process.getuid() === 0;
  const run = (tool, ...args) => {
    const command = installed(tool);
    const line = root ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args] : [command, ...args];
    const { status, stdout, stderr, error } = spawnSync(line[0], line.slice(1), { cwd: folder, encoding: 'utf8' });
    if (error) throw error;
    assert.equal(status, 0, `${command}: ${stdout}${stderr}`);
    return stdout.trim();
  };
  const data = join(folder, 'data');
  run('initdb', '--no-sync', '-A', 'trust', '-U', 'app', '-D', data);
  run('pg_ctl', '-D', data, '-w', '-s', '-l', join(folder, 'log'), '-o', `-k ${folder} -c listen_addresses= -c fsync=off -c log_connections=on`, 'start');
  t.after(() => {
    run('pg_ctl', '-D', data, '-m', 'immediate', '-s', 'stop');
    rmSync(folder, { recursive: true, force: true });
  });
  const sql = (database, statement) => run('psql', '-h', folder, '-U', 'app', '-d', database, '-Atqc', statement);
  /** How often anybody logged in there. */
  const logins = (database) => readFileSync(join(folder, 'log'), 'utf8').split(`connection authorized: user=app database=${database} `).length - 1;
  return { logins, sql, url: (database) => `postgres://app@${encodeURIComponent(folder)}/${database}` };
}
