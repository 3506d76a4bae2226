// What a server says of itself: asked once by the process that starts the run, and taken over by its workers.

import assert from 'node:assert/strict';
import test from 'node:test';
import { postgres } from './postgres.mjs';
import { Project } from './project.mjs';

const JEST = { transform: {}, globalSetup: 'notprod/jest/global-setup', setupFilesAfterEnv: ['notprod/jest'] };
const VITEST = { globalSetup: ['notprod/vitest/global-setup'], setupFiles: ['notprod/vitest'] };
const FILES = ['a', 'b', 'c'];

const RUNNERS = {
  jest30: {
    modes: [['--runInBand'], ['--maxWorkers=2'], ['--maxWorkers=2', '--workerThreads']],
    command: ['node_modules/jest/bin/jest.js'],
    put: (project) => project.put('package.json', { name: 'shop', jest: JEST }),
    file: "test('x', () => {});",
  },
  vitest4: {
    modes: [['--pool=forks'], ['--pool=threads']],
    command: ['node_modules/vitest/vitest.mjs', 'run'],
    put: (project) => project.put('vitest.config.mjs', `export default { test: ${JSON.stringify(VITEST)} };`),
    file: "import { test } from 'vitest'; test('x', () => {});",
  },
};

for (const [runner, { modes, command, put, file }] of Object.entries(RUNNERS)) {
  test(`${runner}: an empty database of a name that says nothing, and one that is not empty`, (t) => {
    const server = postgres(t);
    server.sql('postgres', 'CREATE DATABASE shop');
    const project = new Project(t, { runner });
    put(project);
    for (const name of FILES) project.put(`${name}.test.js`, file);
    const run = (mode = modes[0], env = {}) => project.node([...command, ...mode], { CI: undefined, DATABASE_URL: server.url('shop'), ...env });

    for (const mode of modes) {
      const before = server.logins('shop');
      run(mode).passed();
      assert.equal(server.logins('shop') - before, 1, `${mode}: nobody asks what the start of the run was told`);
    }
    const before = server.logins('shop');
    run(modes[0], { NOTPROD_OFFLINE: '1' }).stopped('NP001');
    project.put('notprod.toml', '[live]\nmode = "never"\n');
    run().stopped('NP001');
    assert.equal(server.logins('shop'), before);
    project.remove('notprod.toml');
    server.sql('shop', 'CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)');
    for (const mode of modes) run(mode).stopped('NP001');
    project.put('notprod.toml', '[live]\nmode = "always"\n');
    run().stopped('NP001');
  });
}
