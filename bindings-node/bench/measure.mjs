// What the guard costs: `measure.mjs [PAIRS]`. Loads the module in fresh processes, and runs Jest on 50
// small files with and without the entries, in pairs. Figures of a debug build are an upper bound.

import { performance } from 'node:perf_hooks';
import { Project, TEST } from '../test/project.mjs';

const pairs = Number(process.argv[2] ?? 5);
const t = { after: (call) => process.on('exit', call) };
// The least is what the machine can do where others use it, too.
const least = (numbers) => Math.min(...numbers).toFixed(2);
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const project = new Project(t, { runner: 'jest30' });
project.put('load.cjs', `
  const { performance } = require('perf_hooks');
  const start = performance.now(); const notprod = require('notprod'); const loaded = performance.now();
  notprod.check(); const first = performance.now(); notprod.check();
  console.log(JSON.stringify({ load: loaded - start, first: first - loaded, second: performance.now() - first }));`);
const runs = Array.from({ length: 30 }, () => JSON.parse(project.node(['load.cjs'], { DATABASE_URL: TEST }).passed().out));
for (const name of ['load', 'first', 'second']) {
  console.log(`${{ load: "require('notprod')", first: 'first check()', second: 'second check()' }[name]}: ${median(runs.map((run) => run[name])).toFixed(2)} ms, least ${least(runs.map((run) => run[name]))} ms`);
}

const base = { transform: {}, testEnvironment: 'node' };
project.put('package.json', { name: 'shop' });
project.put('without.json', { rootDir: '.', ...base });
project.put('with.json', { rootDir: '.', ...base, globalSetup: 'notprod/jest/global-setup', setupFilesAfterEnv: ['notprod/jest'] });
project.put('timed.json', { rootDir: '.', ...base, setupFilesAfterEnv: ['./timed.js'] });
project.put('timed.js', `
  const start = performance.now(); require('notprod/jest');
  require('fs').appendFileSync('times', (performance.now() - start) + '\\n');`);
for (let at = 0; at < 50; at++) project.put(`f${at}.test.js`, "test('adds', () => { expect(1 + 1).toBe(2); });");

const jest = (config) => {
  const start = performance.now();
  project.node(['node_modules/jest/bin/jest.js', '-i', '-c', config], { DATABASE_URL: TEST }).passed();
  return performance.now() - start;
};
jest('timed.json');
const { readFileSync } = await import('node:fs');
const times = readFileSync(`${project.root}/times`, 'utf8').trim().split('\n').map(Number);
console.log(`entry of a test file in Jest: ${median(times).toFixed(2)} ms, least ${least(times)} ms (${times.length} files)`);

jest('without.json');
const ratios = [];
const walls = { with: [], without: [] };
for (let pair = 0; pair < pairs; pair++) {
  // Now one, now the other first.
  const order = pair % 2 ? ['with', 'without'] : ['without', 'with'];
  const wall = {};
  for (const name of order) walls[name].push((wall[name] = jest(`${name}.json`)));
  ratios.push(wall.with / wall.without);
}
console.log(`jest on 50 files: ${median(walls.without).toFixed(0)} ms without, ${median(walls.with).toFixed(0)} ms with, median of ${pairs} ratios ${median(ratios).toFixed(3)}`);
