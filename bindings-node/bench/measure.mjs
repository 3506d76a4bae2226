// What the guard costs: `measure.mjs [PAIRS]`. Loads the module in fresh processes, and runs Jest on 50
// small files with and without the entries, in pairs. Figures of a debug build are an upper bound.

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Project, TEST } from '../test/project.mjs';

const pairs = Number(process.argv[2] ?? 5);
const t = { after: (call) => process.on('exit', call) };
// The least is what the machine can do where others use it, too.
const least = (numbers) => Math.min(...numbers).toFixed(2);
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const project = new Project(t, { runner: 'jest30' });
// The processor's time, of all threads: what else the machine does hardly moves it.
project.put('spent.cjs', `
  const before = process.cpuUsage();
  exports.since = (start) => { const { user, system } = process.cpuUsage(start); return (user + system) / 1000; };
  process.on('exit', () => require('fs').writeFileSync('spent', String(exports.since(before))));`);
const spent = () => Number(readFileSync(`${project.root}/spent`, 'utf8'));

project.put('load.cjs', `
  const { performance } = require('perf_hooks');
  const { since } = require('./spent.cjs');
  const times = {};
  const time = (name, call) => {
    const cpu = process.cpuUsage(); const start = performance.now(); const made = call();
    times[name] = [performance.now() - start, since(cpu)];
    return made;
  };
  const notprod = time("require('notprod')", () => require('notprod'));
  time('first check()', () => notprod.check()); time('second check()', () => notprod.check());
  console.log(JSON.stringify(times));`);
const runs = Array.from({ length: 30 }, () => JSON.parse(project.node(['load.cjs'], { DATABASE_URL: TEST }).passed().out));
const told = (name, pairs) => {
  const [clock, cpu] = [0, 1].map((at) => pairs.map((pair) => pair[at]));
  console.log(`${name}: processor ${median(cpu).toFixed(2)} ms, least ${least(cpu)} ms; clock ${median(clock).toFixed(2)} ms, least ${least(clock)} ms`);
};
for (const name of Object.keys(runs[0])) told(name, runs.map((run) => run[name]));

const base = { transform: {}, testEnvironment: 'node' };
project.put('package.json', { name: 'shop' });
project.put('without.json', { rootDir: '.', ...base });
project.put('with.json', { rootDir: '.', ...base, globalSetup: 'notprod/jest/global-setup', setupFilesAfterEnv: ['notprod/jest'] });
project.put('timed.json', { rootDir: '.', ...base, globalSetup: 'notprod/jest/global-setup', setupFilesAfterEnv: ['./timed.js'] });
project.put('timed.js', `
  const cpu = process.cpuUsage(); const start = performance.now(); require('notprod/jest');
  const { user, system } = process.cpuUsage(cpu);
  require('fs').appendFileSync('times', JSON.stringify([performance.now() - start, (user + system) / 1000]) + '\\n');`);
for (let at = 0; at < 50; at++) project.put(`f${at}.test.js`, "test('adds', () => { expect(1 + 1).toBe(2); });");

/** One run on 50 files: by the clock, and of the processor. */
const jest = (config, env) => {
  const start = performance.now();
  project.node(['--require', './spent.cjs', 'node_modules/jest/bin/jest.js', '-i', '-c', config], { DATABASE_URL: TEST, ...env }).passed();
  return [performance.now() - start, spent()];
};
// A server that nobody runs is tried again in each file: what that costs is told apart.
for (const [name, env] of [['no server there', {}], ['nobody asked', { NOTPROD_OFFLINE: '1' }]]) {
  project.remove('times');
  jest('timed.json', env);
  const times = readFileSync(`${project.root}/times`, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  told(`entry of a test file in Jest, ${name} (${times.length} files)`, times);
}

jest('without.json');
for (const [name, env] of [['no server there', {}], ['nobody asked', { NOTPROD_OFFLINE: '1' }]]) {
  const ratios = [[], []];
  const without = [[], []];
  for (let pair = 0; pair < pairs; pair++) {
    // Now one, now the other first.
    const order = pair % 2 ? ['with', 'without'] : ['without', 'with'];
    const cost = {};
    for (const one of order) cost[one] = jest(`${one}.json`, env);
    for (const at of [0, 1]) {
      ratios[at].push(cost.with[at] / cost.without[at]);
      without[at].push(cost.without[at]);
    }
  }
  console.log(`jest on 50 files, ${name}: median of ${pairs} ratios: processor ${median(ratios[1]).toFixed(3)} of ${median(without[1]).toFixed(0)} ms, clock ${median(ratios[0]).toFixed(3)} of ${median(without[0]).toFixed(0)} ms`);
}
