// Mocha: what it requires stops before any test file, the root hook before the first test.

import assert from 'node:assert/strict';
import test from 'node:test';
import { PROD, Project, TEST, UNPROVEN } from './project.mjs';

const MODES = [[], ['--parallel']];
const mark = (name) => `require('fs').writeFileSync('${name}', '');\n`;

function suite(t, config = {}, given = {}) {
  const project = new Project(t, { runner: 'mocha', ...given });
  project.put('.mocharc.json', { require: ['notprod/mocha'], spec: ['*.test.*'], ...config });
  project.put('a.test.js', `${mark('file-ran')} it('a', () => { ${mark('test-ran')} require('assert').equal(require('notprod').guard().runner, 'mocha'); });`);
  project.put('b.test.mjs', "import { guard } from 'notprod'; it('b', () => { guard(); });");
  return project;
}

const mocha = (project, env = {}, args = []) => project.node(['node_modules/mocha/bin/mocha.js', ...args], env);

/** A failing exit code: Mocha's is the number of failures. */
function stopped(result, reason) {
  assert(result.code > 0, result.all);
  assert(result.all.includes(reason), result.all);
}

test('mocha: allowed untouched', (t) => {
  const project = suite(t);
  for (const mode of MODES) {
    const { all } = mocha(project, { DATABASE_URL: TEST }, mode).passed();
    assert.match(all, /2 passing/);
    assert.equal(all.match(/notprod: allow: postgres/g).length, 1);
  }
  assert.match(mocha(project).passed().err, /notprod: nothing judged/);
});

test('mocha: refused before any code of the project', (t) => {
  const project = suite(t);
  for (const mode of MODES) stopped(mocha(project, { DATABASE_URL: PROD }, mode), 'NP201');
  stopped(mocha(project, { NODE_ENV: 'production' }), 'NP1');
  assert(!project.left('file-ran'));
});

test('mocha: what nothing proves stops before the tests', (t) => {
  const project = suite(t);
  for (const mode of MODES) stopped(mocha(project, { DATABASE_URL: UNPROVEN }, mode), 'NP001');
  assert(project.left('file-ran') && !project.left('test-ran'));
});

test('mocha: an environment that a test file changed', (t) => {
  const project = suite(t);
  project.put('a.test.js', `process.env.DATABASE_URL = '${PROD}'; it('a', () => { ${mark('test-ran')} });`);
  for (const mode of MODES) stopped(mocha(project, { DATABASE_URL: TEST }, mode), 'NP201');
  assert(!project.left('test-ran'));
});

test('mocha: TypeScript', (t) => {
  const project = suite(t, { require: ['notprod/mocha', 'tsx/cjs'], spec: ['c.test.ts'] });
  project.put('c.test.ts', `${mark('file-ran')} import { guard, type Report } from 'notprod'; const r: Report = guard(); it('c', () => {});`);
  stopped(mocha(project, { DATABASE_URL: PROD }), 'NP201');
  assert(!project.left('file-ran'));
  mocha(project, { DATABASE_URL: TEST }).passed();
});

test('mocha: load', (t) => {
  const project = suite(t, { require: ['./own.js'], spec: ['l.test.js'] });
  project.put('own.js', "module.exports = require('notprod/mocha/with')({ load: '.env.test' });");
  project.put('l.test.js', "it('l', () => require('assert').match(process.env.ADDED + process.env.DATABASE_URL, /^1.*shop_test$/));");
  project.put('.env.test', `DATABASE_URL=${TEST}\nADDED=1\n`);
  for (const mode of MODES) mocha(project, { DATABASE_URL: UNPROVEN }, mode).passed();
  project.put('.env.test', `DATABASE_URL=${PROD}\n`);
  stopped(mocha(project, { DATABASE_URL: TEST }), 'NP201');
  project.put('own.js', "module.exports = require('notprod/mocha/with')({ load: '.env.missing' });");
  stopped(mocha(project), 'NP905');
  project.put('own.js', "module.exports = require('notprod/mocha/with')({ laod: '.env.test' });");
  stopped(mocha(project), 'NP906');
});

test('mocha: what cannot be answered', (t) => {
  const project = suite(t);
  for (const mode of MODES) stopped(mocha(project, { NOTPROD_INJECT: 'panic' }, mode), 'NP999');
  project.put('notprod.toml', 'bogus = 1\n');
  for (const mode of MODES) stopped(mocha(project, {}, mode), 'NP901');
  const bare = suite(t, {}, { native: false });
  stopped(mocha(bare), 'is not installed');
  assert(!project.left('file-ran') && !bare.left('file-ran'));
});

test('mocha: the entry listed twice, and a frozen process.env', (t) => {
  const project = suite(t, { require: ['notprod/mocha', './own.js', 'notprod/mocha'] });
  project.put('own.js', 'process.env = Object.freeze({ ...process.env });');
  mocha(project, { DATABASE_URL: TEST }).passed();
  stopped(mocha(project, { DATABASE_URL: UNPROVEN }), 'NP001');
  stopped(mocha(project, { DATABASE_URL: PROD }), 'NP201');
});
