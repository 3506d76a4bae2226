// Jest: `globalSetup` stops before the project's code, `setupFilesAfterEnv` before each test file.

import assert from 'node:assert/strict';
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { PROD, Project, TEST, UNPROVEN } from './project.mjs';

const MODES = [['--runInBand'], ['--maxWorkers=2'], ['--maxWorkers=2', '--workerThreads']];
const ENTRIES = { globalSetup: 'notprod/jest/global-setup', setupFilesAfterEnv: ['notprod/jest'] };

/** A file of the project that leaves a mark when it is loaded. */
const mark = (name) => `require('fs').writeFileSync('${name}', '');\n`;

for (const runner of ['jest29', 'jest30']) {
  /** Two test files, and a setup file of the project's own. */
  const suite = (t, config = {}) => {
    const project = new Project(t, { runner });
    project.put('package.json', { name: 'shop', jest: { transform: {}, setupFiles: ['./own-setup.js'], ...ENTRIES, ...config } });
    project.put('own-setup.js', mark('setup-ran'));
    project.put('a.test.js', `${mark('file-ran')} test('a', () => { ${mark('test-ran')} });`);
    project.put('b.test.js', "test('b', () => {});");
    return project;
  };
  const jest = (project, args = [], env = {}, place) =>
    project.node([...(args.nodeOptions ?? []), 'node_modules/jest/bin/jest.js', ...args], env, place);

  test(`${runner}: allowed untouched`, (t) => {
    const project = suite(t);
    for (const mode of MODES) {
      const { err } = jest(project, mode, { DATABASE_URL: TEST }).passed();
      assert.match(err, /Tests: +2 passed, 2 total/);
      assert.equal(err.match(/notprod: allow: postgres localhost:5432\/shop_test \(DATABASE_URL\)\n/g).length, 1);
    }
    assert.match(jest(project).passed().err, /notprod: nothing judged/);
  });

  test(`${runner}: refused before any code of the project`, (t) => {
    const project = suite(t);
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: PROD }).stopped('NP201');
    jest(project, [], { NODE_ENV: 'production' }).stopped('NP1');
    project.put('.env.test', `DATABASE_URL=${PROD}\n`);
    jest(project).stopped('.env.test:1');
    assert(!project.left('setup-ran') && !project.left('file-ran'));
  });

  test(`${runner}: what nothing proves stops before the tests`, (t) => {
    const project = suite(t);
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: UNPROVEN }).stopped('NP001');
    assert(project.left('setup-ran') && !project.left('file-ran'));
  });

  test(`${runner}: an environment that the project's own setup changed`, (t) => {
    const project = suite(t);
    project.put('own-setup.js', `process.env.DATABASE_URL = '${PROD}';`);
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: TEST }).stopped('NP201');
    project.put('own-setup.js', `process.env.DATABASE_URL = '${TEST}';`);
    assert(!project.left('file-ran'));
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: UNPROVEN }).passed();
  });

  test(`${runner}: each entry alone`, (t) => {
    const start = suite(t, { setupFilesAfterEnv: [] });
    jest(start, [], { DATABASE_URL: PROD }).stopped('NP201');
    jest(start, [], { DATABASE_URL: UNPROVEN }).passed();
    const setUp = suite(t, { globalSetup: undefined });
    jest(setUp, [], { DATABASE_URL: PROD }).stopped('NP201');
    assert(!setUp.left('file-ran'));
    jest(setUp, [], { DATABASE_URL: TEST }).passed();
  });

  test(`${runner}: ES modules`, (t) => {
    const project = suite(t);
    project.put('own-setup.js', '');
    project.put('package.json', { name: 'shop', type: 'module', jest: { transform: {}, ...ENTRIES } });
    project.put('a.test.js', `
      import { writeFileSync } from 'node:fs';
      import { Refused, check, guard } from 'notprod';
      writeFileSync('file-ran', '');
      test('a', () => {
        expect(guard().runner).toBe('jest');
        expect(() => guard('${PROD}')).toThrow(Refused);
      });`);
    const args = Object.assign(['--runInBand'], { nodeOptions: ['--experimental-vm-modules'] });
    jest(project, args, { DATABASE_URL: PROD }).stopped('NP201');
    jest(project, args, { DATABASE_URL: UNPROVEN }).stopped('NP001');
    assert(!project.left('file-ran'));
    jest(project, args, { DATABASE_URL: TEST }).passed();
  });

  test(`${runner}: TypeScript through Babel`, (t) => {
    const project = suite(t, { transform: undefined });
    project.put('babel.config.js', "module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] };");
    project.put('a.test.ts', `
      import { guard, type Report } from 'notprod';
      const report: Report = guard();
      test('a', () => { expect(report.verdict as string).toBe('allow'); });`);
    jest(project, [], { DATABASE_URL: PROD }).stopped('NP201');
    assert(!project.left('file-ran'));
    assert.match(jest(project, [], { DATABASE_URL: TEST }).passed().err, /Tests: +3 passed/);
  });

  test(`${runner}: the classes in a test, and the runner's own root`, (t) => {
    const project = suite(t);
    project.put('notprod.toml', '');
    project.put('lib/x.test.js', `
      const notprod = require('notprod');
      test('classes', () => {
        let error;
        try { notprod.guard('${PROD}'); } catch (caught) { error = caught; }
        expect(error).toBeInstanceOf(Error);
        expect(error).toBeInstanceOf(notprod.Refused);
        expect(error.code).toBe('NOTPROD_REFUSED');
        expect(() => notprod.check({ x: 1 })).toThrow(notprod.NotprodError);
        expect(() => notprod.check(new URL('${TEST}'))).not.toThrow();
        process.chdir('lib');
        expect(notprod.check().runner).toBe('jest');
        expect(notprod.check().filesRead).toContain('notprod.toml');
      });`);
    jest(project, ['--runInBand'], { DATABASE_URL: TEST }).passed();
    const alone = suite(t, { globalSetup: undefined, setupFilesAfterEnv: [], injectGlobals: true });
    alone.put('notprod.toml', 'bogus = 1\n');
    alone.put('a.test.js', "process.chdir('/'); test('a', () => { expect(() => require('notprod').guard()).toThrow('NP901'); });");
    jest(alone, ['--runInBand']).passed();
  });

  test(`${runner}: without injected globals, and with automatic mocks`, (t) => {
    const project = suite(t, { injectGlobals: false });
    project.put('a.test.js', "const { test } = require('@jest/globals'); test('a', () => {});");
    project.put('b.test.js', "const { test } = require('@jest/globals'); test('b', () => {});");
    jest(project, [], { DATABASE_URL: TEST }).passed();
    jest(project, [], { DATABASE_URL: UNPROVEN }).stopped('NP001');
    const mocked = suite(t, { automock: true, setupFiles: [] });
    jest(mocked, [], { DATABASE_URL: UNPROVEN }).stopped('NP001');
    mocked.put('mine.js', 'exports.call = () => 1;');
    mocked.put('b.test.js', "test('b', () => { expect(require('./mine.js').call()).toBe(undefined); });");
    jest(mocked, [], { DATABASE_URL: TEST }).passed();
  });

  test(`${runner}: load`, (t) => {
    const project = suite(t, { globals: { notprod: { load: '.env.test' } } });
    project.put('.env.test', `DATABASE_URL=${TEST}\nADDED=1\n`);
    project.put('a.test.js', "test('a', () => { expect(process.env.ADDED + process.env.DATABASE_URL).toMatch(/^1.*shop_test$/); });");
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: UNPROVEN }).passed();
    project.put('.env.test', `DATABASE_URL=${PROD}\n`);
    jest(project, [], { DATABASE_URL: TEST }).stopped('NP201');
    const missing = suite(t, { globals: { notprod: { load: '.env.missing' } } });
    jest(missing, [], { DATABASE_URL: TEST }).stopped('NP905');
    const unknown = suite(t, { globals: { notprod: { laod: '.env.test' } } });
    jest(unknown, [], { DATABASE_URL: TEST }).stopped('NP906');
  });

  test(`${runner}: the projects of a monorepo, one by one`, (t) => {
    const project = suite(t);
    const jestOf = (name) => ({ displayName: name, transform: {}, setupFilesAfterEnv: ['notprod/jest'], setupFiles: ['./own-setup.js'] });
    project.put('package.json', { jest: { projects: ['<rootDir>/packages/*'], globalSetup: 'notprod/jest/global-setup' } });
    for (const name of ['good', 'bad']) {
      project.put(`packages/${name}/package.json`, { name, jest: jestOf(name) });
      project.put(`packages/${name}/own-setup.js`, mark(`${name}-setup-ran`));
      project.put(`packages/${name}/x.test.js`, `test('x', () => { ${mark(`${name}-ran`)} });`);
    }
    project.put('packages/good/.env', `DATABASE_URL=${TEST}\n`);
    project.put('packages/bad/.env', `DATABASE_URL=${PROD}\n`);
    jest(project).stopped('NP201');
    assert(!project.left('good-setup-ran') && !project.left('bad-setup-ran'));
    jest(project, ['--selectProjects', 'bad']).stopped('NP201');
    assert(!project.left('bad-ran'));
    jest(project, ['--selectProjects', 'good']).passed();
    assert(project.left('good-ran'));
    // From inside a package it is a project of its own.
    jest(project, ['--rootDir', 'packages/good', '-c', 'packages/good/package.json']).passed();
  });

  test(`${runner}: what cannot be answered`, (t) => {
    const project = suite(t);
    project.put('notprod.toml', 'bogus = 1\n');
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: TEST }).stopped('NP901');
    assert(!project.left('setup-ran'));
    const late = suite(t);
    late.put('own-setup.js', "require('fs').writeFileSync('notprod.toml', 'bogus = 1');");
    jest(late, [], { DATABASE_URL: TEST }).stopped('NP901');
    assert(!late.left('file-ran'));
    const panics = suite(t);
    for (const mode of MODES) jest(panics, mode, { DATABASE_URL: TEST, NOTPROD_INJECT: 'panic' }).stopped('NP999');
    assert(!panics.left('setup-ran'));
    const nonsense = suite(t);
    nonsense.put('jest.config.js', `module.exports = ${JSON.stringify({ transform: {}, ...ENTRIES })};`);
    nonsense.put('package.json', '{ "name": ');
    assert.notEqual(jest(nonsense, ['-c', 'jest.config.js'], { DATABASE_URL: TEST }).code, 0);
    assert(!nonsense.left('file-ran'));
  });

  test(`${runner}: a panic at set up`, (t) => {
    const project = suite(t, { globalSetup: './global.js' });
    project.put('global.js', "module.exports = () => { process.env.NOTPROD_INJECT = 'panic'; };");
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: TEST }).stopped('NP999');
    assert(!project.left('file-ran'));
  });

  test(`${runner}: an entry listed twice, or called by the project's own global setup`, (t) => {
    const project = suite(t, { setupFilesAfterEnv: ['notprod/jest', 'notprod/jest'], globalSetup: './global.js' });
    project.put('global.js', `
      const notprod = require('notprod/jest/global-setup');
      module.exports = async (...configs) => { notprod(...configs); notprod(...configs); ${mark('global-ran')} };`);
    jest(project, [], { DATABASE_URL: PROD }).stopped('NP201');
    assert(!project.left('global-ran'));
    jest(project, [], { DATABASE_URL: TEST }).passed();
  });

  test(`${runner}: a process.env that was frozen, or has getters`, (t) => {
    const project = suite(t);
    project.put('own-setup.js', 'Object.freeze(process.env);');
    jest(project, [], { DATABASE_URL: TEST }).passed();
    jest(project, [], { DATABASE_URL: UNPROVEN }).stopped('NP001');
    project.put('own-setup.js', `Object.defineProperty(process.env, 'DATABASE_URL', { get: () => '${PROD}' });`);
    jest(project, [], { DATABASE_URL: TEST }).stopped('NP201');
    project.put('own-setup.js', "Object.defineProperty(process.env, 'DATABASE_URL', { get() { throw new Error('x'); } });");
    jest(project, [], { DATABASE_URL: TEST }).stopped('NP906');
    assert(project.left('file-ran'));
  });

  test(`${runner}: a package that is linked, which Babel then rewrites`, (t) => {
    const linked = (config) => {
      const project = suite(t, { transform: undefined, ...config });
      renameSync(join(project.root, 'node_modules/notprod'), join(project.root, 'linked'));
      symlinkSync('../linked', join(project.root, 'node_modules/notprod'));
      return project;
    };
    const project = linked();
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: TEST }).passed();
    assert(project.left('test-ran'));
    project.remove('test-ran');
    for (const mode of MODES) jest(project, mode, { DATABASE_URL: UNPROVEN }).stopped('NP001');
    jest(project, [], { DATABASE_URL: PROD }).stopped('NP201');
    assert(!project.left('test-ran'));
    const mocked = linked({ automock: true, setupFiles: [] });
    jest(mocked, [], { DATABASE_URL: UNPROVEN }).stopped('NP001');
    mocked.put('mine.js', 'exports.call = () => 1;');
    mocked.put('b.test.js', "test('b', () => { expect(require('./mine.js').call()).toBe(undefined); });");
    jest(mocked, [], { DATABASE_URL: TEST }).passed();
    const covered = linked({ collectCoverage: true, coverageReporters: ['none'] });
    jest(covered, [], { DATABASE_URL: TEST }).passed();
  });

  test(`${runner}: without the native part`, (t) => {
    const project = suite(t);
    const bare = new Project(t, { runner, native: false });
    bare.put('package.json', { jest: { transform: {}, ...ENTRIES } }).put('a.test.js', mark('file-ran'));
    jest(bare, [], { DATABASE_URL: TEST }).stopped('is not installed');
    bare.put('package.json', { jest: { transform: {}, setupFilesAfterEnv: ENTRIES.setupFilesAfterEnv } });
    jest(bare, [], { DATABASE_URL: TEST }).stopped('is not installed');
    assert(!bare.left('file-ran') && !project.left('file-ran'));
  });
}
