// The declarations, the manifests, and the tarballs as npm installs them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test from 'node:test';
import { PACKAGE, PROD, Project, RUNNERS, TEST } from './project.mjs';

const require = createRequire(import.meta.url);
const manifest = require('../package.json');

/** npm, with nothing but what is on this machine. */
function npm(args, cwd) {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--offline', '--no-audit', '--no-fund'], { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

test('the declarations compile against what a user writes', (t) => {
  const project = new Project(t);
  project.put('types.cts', readFileSync(join(PACKAGE, 'test', 'types.ts'), 'utf8'));
  project.put('types.mts', readFileSync(join(PACKAGE, 'test', 'types.ts'), 'utf8').replace(/^import (\w+) = require\((.*)\);$/gm, 'import $1 from $2;'));
  const types = join(PACKAGE, 'node_modules', '@types');
  for (const file of ['types.cts', 'types.mts']) {
    const args = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--typeRoots', types, '--types', 'node', file];
    project.node([join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc'), ...args]).passed();
  }
});

test('what is declared is there, and what is there is declared', async () => {
  const ts = require('typescript');
  const program = ts.createProgram([join(PACKAGE, 'index.d.ts')], { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022 });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(PACKAGE, 'index.d.ts')));
  const values = checker.getExportsOfModule(module).filter((one) => one.flags & ts.SymbolFlags.Value);
  const declared = values.map((one) => one.name).sort();
  const required = require('../index.js');
  const { default: all, ...imported } = await import('../index.mjs');
  assert.deepEqual(Object.keys(required).sort(), declared);
  assert.deepEqual(Object.keys(imported).sort(), declared);
  assert.equal(all, required);

  const members = (name) => checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(values.find((one) => one.name === name))).map((one) => one.name);
  const report = required.check({ environment: { DATABASE_URL: TEST } });
  const own = [...Object.keys(report), ...Object.getOwnPropertyNames(required.Report.prototype)].filter((name) => name !== 'constructor');
  assert.deepEqual(own.sort(), members('Report').sort());
  const error = new required.NotprodError({ code: 'x', name: 'x', message: 'x' });
  for (const name of members('NotprodError')) assert(name in error || ['cause'].includes(name), name);
  const fields = (interfaceName) => {
    const symbol = checker.getExportsOfModule(module).find((one) => one.name === interfaceName);
    return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).map((one) => one.name).sort();
  };
  assert.deepEqual(Object.keys(report.targets[0]).sort(), fields('Target'));
  assert.deepEqual(Object.keys(report.toJSON()).sort(), fields('ReportJson'));
});

test('one version, in every manifest and in the native part', () => {
  const cargo = readFileSync(join(PACKAGE, '..', 'Cargo.toml'), 'utf8');
  assert.equal(/^version = "(.*)"$/m.exec(cargo)[1], manifest.version);
  assert.equal(require('../index.js').version, manifest.version);
});

test('no lock file names a registry', () => {
  const folders = [PACKAGE, ...readdirSync(RUNNERS).map((name) => join(RUNNERS, name))];
  for (const folder of folders) {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    const named = Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined);
    assert.deepEqual(named, [], folder);
  }
  assert.equal(folders.length, 7);
});

test('every entry of the manifest is a file', () => {
  const files = (part) => (typeof part === 'string' ? [part] : Object.values(part).flatMap(files));
  for (const file of files([manifest.exports, manifest.bin, manifest.main, manifest.types])) assert(existsSync(join(PACKAGE, file)), file);
});

test('the tarballs, packed and installed', (t) => {
  const out = mkdtempSync(join(tmpdir(), 'notprod-pack-'));
  t.after(() => rmSync(out, { recursive: true }));
  const packed = spawnSync(process.execPath, [join(PACKAGE, 'scripts', 'pack.js'), out], { encoding: 'utf8' });
  assert.equal(packed.status, 0, packed.stderr);
  const tarballs = packed.stdout.trim().split('\n');
  const main = tarballs.find((file) => basename(file) === `notprod-${manifest.version}.tgz`);
  const native = tarballs.filter((file) => file !== main);
  assert(main !== undefined && native.length === 1, packed.stdout);

  const project = new Project(t);
  rmSync(join(project.root, 'node_modules'), { recursive: true });
  project.put('package.json', { name: 'shop', private: true });
  npm(['install', main, ...native], project.root);
  const shipped = readdirSync(join(project.root, 'node_modules', 'notprod'));
  assert(!shipped.some((name) => ['src', 'test', 'scripts', 'build.rs', 'Cargo.toml'].includes(name) || name.endsWith('.node')), shipped.join());
  const [platform] = readdirSync(join(project.root, 'node_modules', '@notprod'));
  const part = JSON.parse(readFileSync(join(project.root, 'node_modules', '@notprod', platform, 'package.json'), 'utf8'));
  assert.deepEqual([part.os, part.cpu], [[process.platform], [process.arch]]);
  if (process.platform === 'linux') assert.deepEqual(part.libc, [/musl$/.test(platform) ? 'musl' : 'glibc']);
  const optional = JSON.parse(readFileSync(join(project.root, 'node_modules', 'notprod', 'package.json'), 'utf8')).optionalDependencies;
  assert.equal(optional[`@notprod/${platform}`], manifest.version);

  project.put('script.cjs', "console.log(require('notprod').check().verdict);");
  assert.equal(project.node(['script.cjs'], { DATABASE_URL: PROD }).passed().out, 'refuse\n');
  project.node(['--import', 'notprod/register', 'script.cjs'], { DATABASE_URL: PROD }).stopped('NP201');
  const command = spawnSync(join(project.root, 'node_modules', '.bin', 'notprod'), ['check', '--format', 'json'], {
    cwd: project.root, encoding: 'utf8', env: { PATH: process.env.PATH, DATABASE_URL: TEST },
  });
  assert.equal(JSON.parse(command.stdout).verdict, 'allow');

  rmSync(join(project.root, 'node_modules', '@notprod'), { recursive: true });
  project.node(['script.cjs']).stopped(`\`@notprod/${platform}\`, is not installed`);
});
