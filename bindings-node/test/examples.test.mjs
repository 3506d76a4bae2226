// The examples, as their READMEs say, on real databases.

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { postgres } from './postgres.mjs';
import { PACKAGE, Project } from './project.mjs';

const EXAMPLES = join(PACKAGE, '..', 'examples');
const [major, minor] = process.versions.node.split('.').map(Number);
const hasSqlite = major > 22 || (major === 22 && minor >= 13);

function example(t, name, runner) {
  const project = new Project(t, { runner });
  cpSync(join(EXAMPLES, name), project.root, { recursive: true, filter: (from) => !from.includes('node_modules') });
  return project;
}

test('examples/jest-pg', (t) => {
  const server = postgres(t);
  for (const name of ['shop_production', 'shop_test']) {
    server.sql('postgres', `CREATE DATABASE ${name}`);
    server.sql(name, "CREATE TABLE orders (id serial PRIMARY KEY, item text NOT NULL); INSERT INTO orders (item) VALUES ('kept'), ('kept')");
  }
  const project = example(t, 'jest-pg', 'jest30');
  const jest = (name) => project.node(['node_modules/jest/bin/jest.js'], { DATABASE_URL: server.url(name) });
  jest('shop_production').stopped('NP201');
  assert.equal(server.sql('shop_production', 'SELECT count(*) FROM orders'), '2');
  assert.match(jest('shop_test').passed().err, /Tests: +2 passed/);
  assert.equal(server.sql('shop_test', 'SELECT count(*) FROM orders'), '1');
});

test('examples/jest-monorepo', (t) => {
  const project = example(t, 'jest-monorepo', 'jest30');
  const jest = (...args) => project.node(['node_modules/jest/bin/jest.js', ...args]);
  assert.match(jest().stopped('db.shop.example.com').all, /in `packages.billing`/);
  assert.match(jest('--selectProjects', 'catalog').passed().err, /Tests: +1 passed/);
  jest('--selectProjects', 'billing').stopped('.env:2');
  const check = () => project.node(['node_modules/notprod/bin/notprod.js', 'check']);
  check().stopped('in `packages/billing`');
  project.put('packages/billing/.env', 'DATABASE_URL=postgres://app@localhost/billing_test\n');
  assert.match(jest().passed().err, /Tests: +2 passed/);
  check().passed();
});

test('examples/vitest-sqlite', { skip: !hasSqlite && 'node:sqlite wants Node 22.13' }, (t) => {
  const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite');
  const project = example(t, 'vitest-sqlite', 'vitest4');
  const production = new DatabaseSync(join(project.root, 'shop_production.db'));
  t.after(() => production.close());
  production.exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT NOT NULL); INSERT INTO orders (item) VALUES ('kept')");
  const vitest = () => project.node(['node_modules/vitest/vitest.mjs', 'run']);
  assert.match(vitest().passed().all, /Tests +2 passed/);
  assert(project.left('shop_test.db'));
  project.put('.env.test', 'DATABASE_URL=sqlite:shop_production.db\n');
  vitest().stopped('NP201');
  assert.equal(production.prepare('SELECT count(*) AS count FROM orders').get().count, 1);
});
