'use strict';

// Packs the main package, and a package for each platform whose native part was built:
// `pack.js [FOLDER]`, else into `dist`. Prints the tarballs.

const { execFileSync } = require('node:child_process');
const { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { basename, join, resolve } = require('node:path');
const { PLATFORMS } = require('./platforms.js');

const folder = join(__dirname, '..');
const out = resolve(process.argv[2] ?? join(folder, 'dist'));
const manifest = require('../package.json');
const { name, version, description, license, repository, engines } = manifest;

/** Makes one package out of a manifest and of files, and packs it. */
function pack(data, files) {
  const stage = join(out, 'stage', basename(data.name));
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(data, null, 2)}\n`);
  for (const file of files) cpSync(join(folder, file), join(stage, file), { recursive: true });
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(folder, '..', licence), join(stage, licence));
  const answer = execFileSync('npm', ['pack', '--json', '--pack-destination', out], {
    cwd: stage,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const [{ filename }] = Object.values(JSON.parse(answer));
  console.log(join(out, filename));
}

for (const { name: platform, os, cpu, libc } of PLATFORMS) {
  const native = `notprod.${platform}.node`;
  if (!existsSync(join(folder, native))) continue;
  const only = { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) };
  pack(
    { name: `@notprod/${platform}`, version, description: `The native part of ${name} for ${platform}.`, license, repository, engines, ...only, main: native, files: [native] },
    [native],
  );
}

const { scripts, devDependencies, ...main } = manifest;
const optionalDependencies = Object.fromEntries(PLATFORMS.map((platform) => [`@notprod/${platform.name}`, version]));
const files = ['index.js', 'index.mjs', 'index.d.ts', 'index.d.mts', 'README.md', 'bin', 'jest', 'lib', 'mocha', 'register', 'vitest'];
pack({ ...main, optionalDependencies }, files.filter((file) => existsSync(join(folder, file))));
rmSync(join(out, 'stage'), { recursive: true });
