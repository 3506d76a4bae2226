'use strict';

// Builds the native part and puts it beside `index.js`: `build.js [--release] [--target TARGET [--zig GLIBC]]`.
// With `--zig` cargo-zigbuild links, for a C library as old as GLIBC says.

const { spawnSync } = require('node:child_process');
const { copyFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { here, named } = require('./platforms.js');

const options = { release: { type: 'boolean' }, target: { type: 'string' }, zig: { type: 'string' } };
const { release, target, zig } = parseArgs({ options }).values;
const folder = join(__dirname, '..');
const platform = target === undefined ? here() : named(target);
const wanted = target === undefined ? [] : ['--target', /gnu$/.test(target) && zig ? `${target}.${zig}` : target];
// A module that is loaded into a process of musl takes the process's own C library.
const flags = /musl$/.test(platform) ? { RUSTFLAGS: `${process.env.RUSTFLAGS ?? ''} -C target-feature=-crt-static`.trim() } : {};
const cargo = spawnSync(
  'cargo',
  [zig ? 'zigbuild' : 'build', '-p', 'notprod-node', '--message-format=json-render-diagnostics', ...(release ? ['--release'] : []), ...wanted],
  { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...flags } },
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

const built = join(folder, `notprod.${platform}.node`);
// In one step: to write into a library that a process has loaded would crash that process.
copyFileSync(library, `${built}.new`);
renameSync(`${built}.new`, built);
console.log(built);
