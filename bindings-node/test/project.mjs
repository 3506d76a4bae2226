// A project in a folder of its own, with notprod installed in it, and real processes that run there.

import { spawnSync } from 'node:child_process';
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync,
} from 'node:fs';
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
export const RUNNERS = join(PACKAGE, 'test', 'runners');

export const SECRET = 'hunter2-s3cret';
export const TEST = `postgres://app:${SECRET}@localhost/shop_test`;
export const PROD = `postgres://app:${SECRET}@localhost/shop_prod`;
export const UNPROVEN = `postgres://app:${SECRET}@localhost/shop`;

/** What `npm pack` takes, and the native part beside it. */
const PARTS = readdirSync(PACKAGE).filter(
  (name) =>
    /^(index\..*|package\.json|.*\.node)$/.test(name) ||
    ['bin', 'jest', 'lib', 'mocha', 'register', 'vitest'].includes(name),
);

export class Project {
  constructor(t, { runner, native = true } = {}) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'notprod-test-')));
    t.after(() => rmSync(this.root, { recursive: true, force: true }));
    const modules = join(this.root, 'node_modules');
    mkdirSync(join(modules, 'notprod'), { recursive: true });
    for (const part of PARTS) {
      if (native || !part.endsWith('.node')) {
        cpSync(join(PACKAGE, part), join(modules, 'notprod', part), { recursive: true });
      }
    }
    if (runner !== undefined) {
      const installed = join(RUNNERS, runner, 'node_modules');
      assert(existsSync(installed), `\`npm ci\` in ${join(RUNNERS, runner)} comes first`);
      // Linked files, real folders: Mocha looks for what it requires beside its own real path.
      const copied = spawnSync('cp', ['-al', `${installed}/.`, modules]);
      if (copied.status !== 0) cpSync(installed, modules, { recursive: true });
    }
    this.runner = runner;
  }

  /** Writes a file; an object becomes JSON. */
  put(name, content) {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return this;
  }

  remove(name) {
    rmSync(join(this.root, name), { force: true });
    return this;
  }

  /** Whether a file is there: code of the project leaves one where it runs. */
  left(name) {
    return existsSync(join(this.root, name));
  }

  /** Runs Node here, with an environment of nothing but these variables, `PATH` and `HOME`. */
  node(args, env = {}, { cwd = '.', node = process.execPath } = {}) {
    const home = join(this.root, '.home');
    mkdirSync(home, { recursive: true });
    const { status, stdout, stderr, error } = spawnSync(node, args, {
      cwd: join(this.root, cwd),
      env: { PATH: process.env.PATH, HOME: home, NO_COLOR: '1', CI: '1', ...env },
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (error) throw error;
    return new Result(status, stdout, stderr);
  }
}

class Result {
  constructor(code, out, err) {
    Object.assign(this, { code, out, err, all: out + err });
    assert(!this.all.includes(SECRET), `a secret was printed:\n${this.all}`);
  }

  passed() {
    assert.equal(this.code, 0, this.all);
    return this;
  }

  /** Ended with a failing exit code, for that reason. */
  stopped(reason, code = 1) {
    assert.equal(this.code, code, this.all);
    assert(this.all.includes(reason), `no ${reason} in:\n${this.all}`);
    return this;
  }
}

/** A line of JavaScript that leaves a file beside `package.json`. */
export function mark(name) {
  return `require('fs').writeFileSync(process.env.MARKS + '/${name}', '');\n`;
}
