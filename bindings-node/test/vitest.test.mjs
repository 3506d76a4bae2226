// Vitest: `globalSetup` stops before any test file is loaded, `setupFiles` before each of them.

import assert from 'node:assert/strict';
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { PROD, Project, TEST, UNPROVEN } from './project.mjs';

const POOLS = ['forks', 'threads', 'vmThreads', 'vmForks'];
const ENTRIES = { globalSetup: ['notprod/vitest/global-setup'], setupFiles: ['notprod/vitest'] };
const [major, minor] = process.versions.node.split('.').map(Number);

/** What a file of the project does when it is loaded. */
const mark = (name) => `import { writeFileSync } from 'node:fs'; writeFileSync('${name}', '');\n`;

for (const runner of ['vitest3', 'vitest4', 'vitest5']) {
  const skip = runner === 'vitest5' && (major < 22 || (major === 22 && minor < 12)) && 'it wants Node 22.12';

  const suite = (t, config = {}) => {
    const project = new Project(t, { runner });
    project.put('package.json', { name: 'shop' });
    configure(project, config);
    project.put('own-setup.js', mark('setup-ran'));
    project.put('a.test.js', `${mark('file-ran')} import { test } from 'vitest'; test('a', () => {});`);
    project.put('b.test.ts', `
      import { expect, test } from 'vitest';
      import { guard, type Report } from 'notprod';
      const report: Report = guard();
      test('b', () => { expect(report.runner as string).toBe('vitest'); });`);
    return project;
  };
  const configure = (project, config) => {
    project.put('vitest.config.mjs', `export default { test: ${JSON.stringify({ ...ENTRIES, ...config })} };`);
  };
  const vitest = (project, env = {}, args = [], place) =>
    project.node(['node_modules/vitest/vitest.mjs', 'run', ...args], env, place);

  test(`${runner}: allowed untouched`, { skip }, (t) => {
    const project = suite(t);
    for (const pool of POOLS) {
      const { all } = vitest(project, { DATABASE_URL: TEST }, [`--pool=${pool}`]).passed();
      assert.match(all, /Tests +2 passed/);
      assert.equal(all.match(/notprod: allow: postgres localhost:5432\/shop_test \(DATABASE_URL\)\n/g).length, 1);
    }
    assert.match(vitest(project).passed().all, /notprod: nothing judged/);
  });

  test(`${runner}: refused before any code of the project`, { skip }, (t) => {
    const project = suite(t, { setupFiles: ['./own-setup.js', 'notprod/vitest'] });
    for (const pool of POOLS) vitest(project, { DATABASE_URL: PROD }, [`--pool=${pool}`]).stopped('NP201');
    vitest(project, { APP_ENV: 'production' }).stopped('NP1');
    project.put('.env.local', `DATABASE_URL=${PROD}\n`);
    vitest(project).stopped('.env.local:1');
    assert(!project.left('setup-ran') && !project.left('file-ran'));
  });

  test(`${runner}: what nothing proves stops before the tests`, { skip }, (t) => {
    const project = suite(t);
    for (const pool of POOLS) vitest(project, { DATABASE_URL: UNPROVEN }, [`--pool=${pool}`]).stopped('NP001');
    assert(!project.left('file-ran'));
  });

  test(`${runner}: an environment that the project's own setup changed`, { skip }, (t) => {
    const project = suite(t, { setupFiles: ['./own-setup.js', 'notprod/vitest'], sequence: { setupFiles: 'list' } });
    project.put('own-setup.js', `process.env.DATABASE_URL = '${PROD}';`);
    for (const pool of POOLS) vitest(project, { DATABASE_URL: TEST }, [`--pool=${pool}`]).stopped('NP201');
    assert(!project.left('file-ran'));
    project.put('own-setup.js', `process.env.DATABASE_URL = '${TEST}';`);
    vitest(project, { DATABASE_URL: UNPROVEN }).passed();
    const configured = suite(t, { env: { DATABASE_URL: PROD } });
    vitest(configured, { DATABASE_URL: TEST }).stopped('NP201');
    assert(!configured.left('file-ran'));
  });

  test(`${runner}: each entry alone`, { skip }, (t) => {
    const start = suite(t, { setupFiles: [] });
    start.put('b.test.ts', '');
    vitest(start, { DATABASE_URL: PROD }).stopped('NP201');
    vitest(start, { DATABASE_URL: UNPROVEN }, ['a.test.js']).passed();
    const setUp = suite(t, { globalSetup: [] });
    vitest(setUp, { DATABASE_URL: PROD }).stopped('NP201');
    assert(!setUp.left('file-ran'));
    vitest(setUp, { DATABASE_URL: TEST }).passed();
  });

  test(`${runner}: CommonJS code of the project, and the classes in a test`, { skip }, (t) => {
    const project = suite(t);
    project.put('own.cjs', "module.exports = require('notprod');");
    project.put('a.test.mjs', `
      import { expect, test } from 'vitest';
      import own from './own.cjs';
      import notprod from 'notprod';
      test('classes', () => {
        expect(own.Refused).toBe(notprod.Refused);
        expect(() => own.guard('${PROD}')).toThrow(notprod.Refused);
        expect(() => own.guard('${PROD}')).toThrow(Error);
        expect(() => own.check({ x: 1 })).toThrow(notprod.NotprodError);
      });`);
    vitest(project, { DATABASE_URL: TEST }).passed();
  });

  test(`${runner}: load`, { skip }, (t) => {
    const project = suite(t, { provide: { notprod: { load: '.env.test' } } });
    project.put('.env.test', `DATABASE_URL=${TEST}\nADDED=1\n`);
    project.put('a.test.js', `
      import { expect, test } from 'vitest';
      test('a', () => { expect(process.env.ADDED + process.env.DATABASE_URL).toMatch(/^1.*shop_test$/); });`);
    for (const pool of POOLS) vitest(project, { DATABASE_URL: UNPROVEN }, [`--pool=${pool}`]).passed();
    project.put('.env.test', `DATABASE_URL=${PROD}\n`);
    vitest(project, { DATABASE_URL: TEST }).stopped('NP201');
    vitest(suite(t, { provide: { notprod: { load: '.env.missing' } } })).stopped('NP905');
    vitest(suite(t, { provide: { notprod: { laod: '.env.test' } } })).stopped('NP906');
    vitest(suite(t, { globalSetup: [], provide: { notprod: { load: '.env.missing' } } })).stopped('NP905');
  });

  test(`${runner}: the projects of a monorepo, one by one`, { skip }, (t) => {
    const project = suite(t);
    for (const name of ['good', 'bad']) {
      project.put(`packages/${name}/package.json`, { name });
      project.put(`packages/${name}/vitest.config.mjs`, `export default { test: ${JSON.stringify({ name, setupFiles: ['notprod/vitest'] })} };`);
      project.put(`packages/${name}/x.test.js`, `import { test } from 'vitest'; import { writeFileSync } from 'node:fs'; import { join } from 'node:path';
        writeFileSync(join(import.meta.dirname ?? __dirname, 'ran'), ''); test('x', () => {});`);
    }
    project.put('packages/good/.env', `DATABASE_URL=${TEST}\n`);
    project.put('packages/bad/.env', `DATABASE_URL=${PROD}\n`);
    configure(project, { projects: ['packages/*'], setupFiles: [] });
    vitest(project).stopped('NP201');
    assert(!project.left('packages/good/ran') && !project.left('packages/bad/ran'));
    vitest(project, {}, ['--project=bad']).stopped('NP201');
    vitest(project, {}, ['--project=good']).passed();
    assert(project.left('packages/good/ran'));
    // Set up alone, in workers whose working directory is the monorepo's.
    configure(project, { projects: ['packages/*'], globalSetup: [], setupFiles: [] });
    vitest(project).stopped('NP201');
    assert(!project.left('packages/bad/ran'));
  });

  test(`${runner}: workers that are shared by test files`, { skip }, (t) => {
    const project = suite(t, { isolate: false, fileParallelism: false });
    const spoils = (name) => `${mark(name)} import { test } from 'vitest'; test('x', () => { process.env.DATABASE_URL = '${PROD}'; });`;
    project.put('a.test.js', spoils('a-ran')).put('b.test.ts', spoils('b-ran'));
    for (const pool of ['forks', 'threads']) {
      project.remove('a-ran').remove('b-ran');
      vitest(project, { DATABASE_URL: TEST }, [`--pool=${pool}`]).stopped('NP201');
      assert.notEqual(project.left('a-ran'), project.left('b-ran'));
    }
  });

  test(`${runner}: what cannot be answered`, { skip }, (t) => {
    const project = suite(t);
    project.put('notprod.toml', 'bogus = 1\n');
    vitest(project, { DATABASE_URL: TEST }).stopped('NP901');
    const panics = suite(t);
    vitest(panics, { DATABASE_URL: TEST, NOTPROD_INJECT: 'panic' }).stopped('NP999');
    const nonsense = suite(t);
    nonsense.put('package.json', '{ "name": ');
    assert.notEqual(vitest(nonsense, { DATABASE_URL: TEST }).code, 0);
    const late = suite(t, { globalSetup: ['./global.mjs'] });
    late.put('global.mjs', "export default () => { process.env.NOTPROD_INJECT = 'panic'; };");
    vitest(late, { DATABASE_URL: TEST }, ['--pool=threads']).stopped('NP999');
    for (const one of [project, panics, nonsense, late]) assert(!one.left('file-ran'));
  });

  test(`${runner}: an entry listed twice`, { skip }, (t) => {
    const twice = Object.fromEntries(Object.entries(ENTRIES).map(([name, files]) => [name, [...files, ...files]]));
    const project = suite(t, twice);
    vitest(project, { DATABASE_URL: TEST }).passed();
    vitest(project, { DATABASE_URL: PROD }).stopped('NP201');
  });

  test(`${runner}: a process.env that was frozen, or has getters`, { skip }, (t) => {
    const project = suite(t, { setupFiles: ['./own-setup.js', 'notprod/vitest'], sequence: { setupFiles: 'list' } });
    project.put('own-setup.js', 'process.env = Object.freeze({ ...process.env });');
    project.put('b.test.ts', "import { test } from 'vitest'; test('b', () => {});");
    vitest(project, { DATABASE_URL: UNPROVEN }).stopped('NP001');
    project.put('own-setup.js', `process.env = { ...process.env, get DATABASE_URL() { return '${PROD}'; } };`);
    vitest(project, { DATABASE_URL: TEST }).stopped('NP201');
    assert(!project.left('file-ran'));
  });

  test(`${runner}: a package that is linked, as in a monorepo`, { skip }, (t) => {
    const project = suite(t);
    renameSync(join(project.root, 'node_modules/notprod'), join(project.root, 'linked'));
    symlinkSync('../linked', join(project.root, 'node_modules/notprod'));
    vitest(project, { DATABASE_URL: TEST }).passed();
    vitest(project, { DATABASE_URL: UNPROVEN }).stopped('NP001');
    vitest(project, { DATABASE_URL: PROD }).stopped('NP201');
    assert(project.left('file-ran'));
  });

  test(`${runner}: without the native part`, { skip }, (t) => {
    for (const left of [[], ['globalSetup']]) {
      const bare = new Project(t, { runner, native: false });
      const config = { ...ENTRIES };
      for (const name of left) delete config[name];
      configure(bare, config);
      bare.put('a.test.js', mark('file-ran'));
      vitest(bare, { DATABASE_URL: TEST }).stopped('is not installed');
      assert(!bare.left('file-ran'));
    }
  });
}
