'use strict';

// Builds the native part and puts it beside `index.js`: `build.js [--release]`.

const { spawnSync } = require('node:child_process');
const { copyFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');
const { here } = require('./platforms.js');

const folder = join(__dirname, '..');
const cargo = spawnSync(
  'cargo',
  ['build', '-p', 'notprod-node', '--message-format=json-render-diagnostics', ...process.argv.slice(2)],
  { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 28 },
);
if (cargo.error) throw cargo.error;
if (cargo.status !== 0) process.exit(cargo.status ?? 1);

const library = cargo.stdout
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line))
  .filter(({ reason, target }) => reason === 'compiler-artifact' && target.name === 'notprod_node')
  .flatMap(({ filenames }) => filenames)
  .find((file) => /\.(so|dylib|dll)$/.test(file));
if (library === undefined) throw new Error('cargo built no library');

const built = join(folder, `notprod.${here()}.node`);
// In one step: to write into a library that a process has loaded would crash that process.
copyFileSync(library, `${built}.new`);
renameSync(`${built}.new`, built);
console.log(built);
