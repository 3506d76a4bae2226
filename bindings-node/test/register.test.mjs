// `node --import notprod/register`: node:test, and any other process.

import assert from 'node:assert/strict';
import test from 'node:test';
import { PROD, Project, TEST, UNPROVEN } from './project.mjs';

const mark = (name) => `require('fs').writeFileSync('${name}', '');\n`;
const [major] = process.versions.node.split('.').map(Number);

/** All files in one process; under another name in Node 22, and not at all in Node 20. */
const ONE_PROCESS = { 22: ['--experimental-test-isolation=none'] }[major] ?? ['--test-isolation=none'];
const MODES = major < 22 ? [[]] : [[], ONE_PROCESS];
const NAMES = ['a.test.js', 'b.test.mjs'];

function suite(t, given) {
  const project = new Project(t, given);
  project.put('a.test.js', `${mark('file-ran')} const test = require('node:test');
    test('a', () => { ${mark('test-ran')} require('assert').equal(require('notprod').guard().runner, 'node'); });`);
  project.put('b.test.mjs', "import test from 'node:test'; import { guard } from 'notprod'; test('b', () => { guard(); });");
  return project;
}

const run = (project, env = {}, args = [], entry = 'notprod/register') =>
  project.node(['--import', entry, '--test', '--test-reporter=tap', ...args, ...NAMES], env);

test('node:test: allowed untouched', (t) => {
  const project = suite(t);
  for (const mode of MODES) assert.match(run(project, { DATABASE_URL: TEST }, mode).passed().out, /# pass 2\n/);
  run(project).passed();
});

test('node:test: refused before any code of the project', (t) => {
  const project = suite(t);
  for (const mode of MODES) run(project, { DATABASE_URL: PROD }, mode).stopped('NP201');
  run(project, { NODE_ENV: 'production' }).stopped('NP1');
  assert(!project.left('file-ran'));
});

test('node:test: what nothing proves stops before the tests', (t) => {
  const project = suite(t);
  for (const mode of MODES) run(project, { DATABASE_URL: UNPROVEN }, mode).stopped('NP001');
  assert(project.left('file-ran') && !project.left('test-ran'));
});

test('node:test: an environment that a test file changed', (t) => {
  const project = suite(t);
  project.put('a.test.js', `process.env.DATABASE_URL = '${PROD}'; require('node:test')('a', () => { ${mark('test-ran')} });`);
  for (const mode of MODES) run(project, { DATABASE_URL: TEST }, mode).stopped('NP201');
  project.put('a.test.js', `const { describe, it } = require('node:test'); describe('d', () => { process.env.DATABASE_URL = '${PROD}'; it('a', () => { ${mark('test-ran')} }); });`);
  run(project, { DATABASE_URL: TEST }).stopped('NP201');
  assert(!project.left('test-ran'));
  project.put('a.test.js', `process.env.DATABASE_URL = '${TEST}'; require('node:test')('a', () => {});`);
  project.put('b.test.mjs', '');
  run(project, { DATABASE_URL: UNPROVEN }, ['--test-concurrency=1']).passed();
});

test('node:test: TypeScript, whose types Node strips', { skip: !process.features.typescript && 'it wants Node 22.18' }, (t) => {
  const project = new Project(t);
  project.put('package.json', { name: 'shop', type: 'module' });
  project.put('c.test.ts', `
    import test from 'node:test';
    import { writeFileSync } from 'node:fs';
    import { guard, type Report } from 'notprod';
    writeFileSync('file-ran', '');
    const report: Report = guard();
    test('c', () => { if (report.runner as string !== 'node') throw new Error('another runner'); });`);
  const typed = (env, mode = []) => project.node(['--import', 'notprod/register', '--test', '--test-reporter=tap', ...mode], env);
  for (const mode of MODES) typed({ DATABASE_URL: PROD }, mode).stopped('NP201');
  assert(!project.left('file-ran'));
  for (const mode of MODES) assert.match(typed({ DATABASE_URL: TEST }, mode).passed().out, /# pass 1\n/);
});

test('node:test: load', (t) => {
  const project = suite(t);
  project.put('own.mjs', "import register from 'notprod/register/with'; register({ load: '.env.test' });");
  project.put('.env.test', `DATABASE_URL=${TEST}\nADDED=1\n`);
  project.put('a.test.js', "require('node:test')('a', () => require('assert').match(process.env.ADDED + process.env.DATABASE_URL, /^1.*shop_test$/));");
  for (const mode of MODES) run(project, { DATABASE_URL: UNPROVEN }, mode, './own.mjs').passed();
  project.put('.env.test', `DATABASE_URL=${PROD}\n`);
  run(project, { DATABASE_URL: TEST }, [], './own.mjs').stopped('NP201');
  project.put('own.mjs', "import register from 'notprod/register/with'; register({ load: '.env.missing' });");
  run(project, {}, [], './own.mjs').stopped('NP905');
});

test('node:test: what cannot be answered', (t) => {
  const project = suite(t);
  for (const mode of MODES) run(project, { NOTPROD_INJECT: 'panic' }, mode).stopped('NP999');
  project.put('notprod.toml', 'bogus = 1\n');
  run(project).stopped('NP901');
  const bare = suite(t, { native: false });
  run(bare).stopped('is not installed');
  assert(!project.left('file-ran') && !bare.left('file-ran'));
});

test('any other process: stops on what nothing proves, before its code', (t) => {
  const project = new Project(t);
  project.put('seed.js', mark('ran'));
  const seed = (env, args = ['--import', 'notprod/register']) => project.node([...args, 'seed.js'], env);
  for (const args of [['--import', 'notprod/register'], ['--require', 'notprod/register']]) {
    seed({ DATABASE_URL: PROD }, args).stopped('NP201');
    seed({ DATABASE_URL: UNPROVEN }, args).stopped('NP001');
  }
  seed({ DATABASE_URL: PROD, NODE_OPTIONS: '--import=notprod/register' }, []).stopped('NP201');
  assert(!project.left('ran'));
  assert.equal(seed({ DATABASE_URL: TEST }).passed().all, '');
  assert(project.left('ran'));
});

test('any other process: the entry listed twice, and worker threads', (t) => {
  const project = new Project(t);
  project.put('main.js', `
    const { Worker, isMainThread } = require('worker_threads');
    if (isMainThread) {
      const worker = new Worker(__filename, { env: { DATABASE_URL: process.argv[2] } });
      worker.on('error', (error) => { console.log(error.message); process.exitCode = 5; });
    } else { ${mark('worker-ran')} }`);
  const main = (url) => project.node(['--import', 'notprod/register', '--import', 'notprod/register', 'main.js', url], { DATABASE_URL: TEST });
  main(PROD).stopped('NP201', 5);
  assert(!project.left('worker-ran'));
  main(TEST).passed();
  assert(project.left('worker-ran'));
});
