// `check()` and `guard()`, in plain Node.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { PACKAGE, PROD, Project, SECRET, TEST, UNPROVEN } from './project.mjs';

/** Runs a script of CommonJS in a project of its own. */
function run(t, script, env = {}, files = {}) {
  const project = new Project(t);
  for (const [name, content] of Object.entries(files)) project.put(name, content);
  project.put('script.cjs', `const notprod = require('notprod');\n${script}`);
  return project.node(['script.cjs'], env);
}

test('check gives a report and never stops', (t) => {
  const script = `
    const report = notprod.check();
    const { verdict, root, runner, environment, targets, findings, filesRead, summary } = report;
    console.log(JSON.stringify({ verdict, runner, environment, slot: targets[0].slot, rule: findings[0].rule, filesRead }));
    console.log(root, '|', summary);
    console.log(String(report).split('\\n')[0]);
    console.log(JSON.stringify(report) === JSON.stringify(report.toJSON()), report.toJSON().schema, report.toJSON().files_read);
    console.log(Object.isFrozen(report), Object.isFrozen(report.targets[0].hosts));
  `;
  const { out } = run(t, script, { DATABASE_URL: PROD }, { '.env': 'A=1\n' }).passed();
  const [fields, place, text, json, frozen] = out.split('\n');
  assert.deepEqual(JSON.parse(fields), {
    verdict: 'refuse', runner: null, environment: null, slot: 'DATABASE_URL', rule: 'production-name', filesRead: ['.env'],
  });
  assert.equal(place, '. | refuse: postgres localhost:5432/shop_prod (DATABASE_URL)');
  assert.match(text, /^notprod: refuse: /);
  assert.equal(json, "true notprod.report/1 [ '.env' ]");
  assert.equal(frozen, 'true true');
});

test('guard goes on, or throws what is an Error with a code', (t) => {
  run(t, 'if (notprod.guard().verdict !== "allow") process.exit(3);', { DATABASE_URL: TEST }).passed();
  for (const url of [PROD, UNPROVEN]) {
    run(t, 'notprod.guard(); console.log("went on");', { DATABASE_URL: url }).stopped('notprod: ');
    const caught = `
      try { notprod.guard(); } catch (error) {
        console.log(error instanceof notprod.Refused, error instanceof Error, error instanceof notprod.NotprodError);
        console.log(error.name, error.code, error.report.verdict !== 'allow');
      }`;
    const { out } = run(t, caught, { DATABASE_URL: url }).passed();
    assert.equal(out, 'true true false\nRefused NOTPROD_REFUSED true\n');
  }
});

test('an address in front of the options, among them, as text or as a URL', (t) => {
  const script = `
    const address = process.env.ADDRESS;
    delete process.env.ADDRESS;
    for (const given of [[address], [new URL(address)], [{ url: address }], [address, { offline: true }]]) {
      console.log(notprod.check(...given).verdict);
      try { notprod.guard(...given); console.log('went on'); } catch (error) { console.log(error.code); }
    }`;
  assert.equal(run(t, script, { ADDRESS: PROD }).passed().out, 'refuse\nNOTPROD_REFUSED\n'.repeat(4));
  assert.equal(run(t, script, { ADDRESS: TEST }).passed().out, 'allow\nwent on\n'.repeat(4));
});

test('load is judged first, and then put into process.env', (t) => {
  const script = `
    notprod.guard({ load: '.env.test' });
    notprod.guard({ load: '.env.test' });
    console.log(process.env.DATABASE_URL.endsWith('shop_test'), process.env.ADDED);`;
  const good = { '.env.test': `DATABASE_URL=${TEST}\nADDED=1\n` };
  assert.equal(run(t, script, { DATABASE_URL: PROD }, good).passed().out, 'true 1\n');
  run(t, script, {}, { '.env.test': `DATABASE_URL=${PROD}\n` }).stopped('NP201');
  run(t, script, { DATABASE_URL: TEST }).stopped('NP905');
  const kept = 'try { notprod.guard({ load: ".env.test" }); } catch {} console.log(process.env.DATABASE_URL);';
  assert.equal(run(t, kept, {}, { '.env.test': `DATABASE_URL=${PROD}\n` }).passed().out, 'undefined\n');
});

test('root and policy, as text and as a URL of a file', (t) => {
  const script = `
    const { pathToFileURL } = require('url');
    console.log(notprod.check().verdict, notprod.check({ root: 'app' }).verdict, notprod.check({ root: pathToFileURL('app') }).verdict);
    console.log(notprod.check({ policy: 'extra.toml' }).verdict);`;
  const files = { '.env': `DATABASE_URL=${TEST}\n`, 'app/.env': `DATABASE_URL=${PROD}\n`, 'extra.toml': '[databases]\nproduction = ["shop_test"]\n' };
  assert.equal(run(t, script, {}, files).passed().out, 'allow refuse refuse\nrefuse\n');
});

test('the environment is the one that JavaScript sees', (t) => {
  const project = new Project(t);
  project.put('worker.cjs', `
    const { Worker, isMainThread, workerData } = require('worker_threads');
    const { check } = require('notprod');
    if (isMainThread) {
      console.log(check().verdict);
      process.env.DATABASE_URL = '${PROD}';
      console.log(check().verdict);
      new Worker(__filename, { env: { DATABASE_URL: '${TEST}' } }).on('exit', () => console.log(check().verdict));
    } else console.log('worker', check().verdict);`);
  const { out } = project.node(['worker.cjs'], { DATABASE_URL: TEST }).passed();
  assert.equal(out, 'allow\nrefuse\nworker allow\nrefuse\n');
});

test('a process.env that was replaced', (t) => {
  const script = (env) => `process.env = ${env}; console.log(notprod.check().verdict);`;
  const PRODUCTION = `'${PROD}'`;
  for (const env of [
    `Object.freeze({ DATABASE_URL: ${PRODUCTION} })`,
    `{ get DATABASE_URL() { return ${PRODUCTION}; } }`,
    `Object.create({ DATABASE_URL: ${PRODUCTION} })`,
    `Object.create(Object.create(null, { DATABASE_URL: { value: ${PRODUCTION} } }))`,
    `Object.defineProperty({}, 'DATABASE_URL', { value: ${PRODUCTION} })`,
    `{ DATABASE_URL: new URL(${PRODUCTION}) }`,
    `{ A: undefined, B: null, C: () => 1, D: 7, DATABASE_URL: ${PRODUCTION} }`,
    `new Proxy({}, { ownKeys: () => ['DATABASE_URL'], get: (o, name) => name === 'DATABASE_URL' ? ${PRODUCTION} : undefined })`,
  ]) {
    assert.equal(run(t, script(env)).passed().out, 'refuse\n', env);
  }
  for (const env of [
    `{ get DATABASE_URL() { throw new Error('${SECRET}'); } }`,
    `{ DATABASE_URL: { toString() { throw new Error('${SECRET}'); } } }`,
    `{ DATABASE_URL: Symbol('x'), get Y() { throw 1; } }`,
    `{ DATABASE_URL: Object.create(null) }`,
    `new Proxy({}, { ownKeys() { throw new Error('${SECRET}'); } })`,
    'null',
    '7',
  ]) {
    run(t, script(env)).stopped('NP906');
  }
});

test('a frozen process.env cannot be loaded into', (t) => {
  const files = { '.env.test': `DATABASE_URL=${TEST}\n` };
  const frozen = 'process.env = Object.freeze({ DATABASE_URL: "x" });';
  run(t, `${frozen} notprod.guard({ load: '.env.test' });`, {}, files).stopped('NP904');
});

test('a question that cannot be put', (t) => {
  for (const call of [
    'check({ runner: "no-such-runner" })', 'check({ laod: "x" })', 'check({ root: 7 })', 'check(7)', 'check({ offline: "yes" })',
    'check({ environment: "x" })', 'guard({ environment: {} })', 'guard({ load: 7 })', 'check({ root: "no-such-folder" })',
    'check({ root: new URL("https://example.com/") })', 'check({ url: 7 })', 'check("x", 7)',
  ]) {
    run(t, `notprod.${call};`).stopped('NP906');
  }
});

test('what cannot be answered is an error with its own code', (t) => {
  const script = `
    try { notprod.check(); } catch (error) {
      const { code, name, message, help } = error.failure;
      console.log(error.name, error.code === code, code, name, error.report, error instanceof notprod.Refused);
      console.log(message.includes('\\n'), typeof help);
      console.log(error.message.split('\\n')[0]);
    }`;
  const broken = run(t, script, {}, { 'notprod.toml': 'bogus = 1\n' }).passed().out;
  assert.match(broken, /^NotprodError true NP901 policy-error undefined true\nfalse string\nnotprod: error\[NP901\] /);
  assert.match(run(t, script, { NOTPROD_INJECT: 'panic' }).passed().out, /^NotprodError true NP999 internal-error/);
  assert.match(run(t, script, { NOTPROD_ALLOW: '1' }).passed().out, /^NotprodError true NP903 /);
  const elsewhere = "notprod.check({ root: 'app' });";
  run(t, elsewhere, {}, { 'app/package.json': '{ "notprod": ' }).stopped('NP901');
});

test('nothing is judged, and it says so', (t) => {
  const { out } = run(t, 'const r = notprod.guard(); console.log(r.verdict, r.summary);').passed();
  assert.match(out, /^allow nothing judged/);
});

test('odd values and a huge one', (t) => {
  const script = `
    const environment = { DATABASE_URL: '${TEST}' };
    for (const odd of ['\\ud800', '\\udcff', '\\u{10ffff}', 'a=b', ' ']) environment['ODD' + odd] = odd;
    environment.HUGE = 'x'.repeat(50_000_000);
    console.log(notprod.check({ environment }).verdict);`;
  assert.equal(run(t, script).passed().out, 'allow\n');
});

test('as an ES module, with the same classes', (t) => {
  const project = new Project(t);
  project.put('script.mjs', `
    import notprod, { NotprodError, Refused, Report, check, guard, version } from 'notprod';
    import { createRequire } from 'node:module';
    const required = createRequire(import.meta.url)('notprod');
    console.log(required === notprod, required.check === check, required.Refused === Refused, check() instanceof Report);
    console.log(version, new NotprodError({ code: 'x' }) instanceof Refused);
    guard();`);
  const { out } = project.node(['script.mjs'], { DATABASE_URL: TEST }).passed();
  assert.equal(out, `true true true true\n${version()} true\n`);
  project.node(['script.mjs'], { DATABASE_URL: PROD }).stopped('NP201');
});

test('without the native part: an error that names it and the way to get it', (t) => {
  const project = new Project(t, { native: false });
  project.put('script.cjs', "require('notprod'); console.log('went on');");
  for (const [args, code] of [[['script.cjs'], 1], [['node_modules/notprod/bin/notprod.js', 'check'], 2]]) {
    const { all } = project.node(args).stopped('NOTPROD_NATIVE_MISSING', code);
    assert.match(all, /`@notprod\/\w+-\w+.*` is not installed|is not installed/);
    assert.match(all, new RegExp(`npm install --save-dev @notprod/[\\w-]+@${version()}`));
    assert(!all.includes('went on'));
  }
});

test('a native part that does not load', (t) => {
  const project = new Project(t, { native: false });
  const { here } = createRequire(import.meta.url)('../scripts/platforms.js');
  project.put(`node_modules/notprod/notprod.${here()}.node`, 'no library');
  project.put('script.cjs', "require('notprod');");
  project.node(['script.cjs']).stopped('the native part of notprod cannot be loaded');
});

test('the command line', (t) => {
  const project = new Project(t);
  const notprod = (args, env) => project.node(['node_modules/notprod/bin/notprod.js', ...args], env);
  assert.match(notprod(['check'], { DATABASE_URL: TEST }).passed().out, /^notprod: allow/);
  assert.match(notprod(['check'], { DATABASE_URL: PROD }).stopped('NP201').out, /^notprod: refuse/);
  assert.equal(JSON.parse(notprod(['check', '--format', 'json'], { DATABASE_URL: UNPROVEN }).stopped('', 1).out).verdict, 'unproven');
  notprod(['check'], { NOTPROD_INJECT: 'panic' }).stopped('NP999', 2);
  notprod(['--no-such-option']).stopped('', 2);
  assert.equal(notprod(['--version']).passed().out.trim(), `notprod ${version()}`);
  notprod(['run', '--', 'node', '-e', 'process.exit(7)'], { DATABASE_URL: TEST }).stopped('', 7);
  notprod(['run', '--', 'node', '-e', 'process.exit(7)'], { DATABASE_URL: PROD }).stopped('NP201');
  // What Node ignores, the command must not.
  const killed = notprod(['run', '--', 'sh', '-c', 'kill -PIPE $$; exit 7'], { DATABASE_URL: TEST });
  assert.equal(killed.code, null, killed.all);
});

test('every vector, with the count of the file', (t) => {
  const vectors = join(dirname(PACKAGE.replace(/\/$/, '')), 'tests', 'vectors', 'guard.json');
  const cases = JSON.parse(readFileSync(vectors, 'utf8'));
  const project = new Project(t);
  const { out } = project.node([join(PACKAGE, 'test', 'run_vectors.mjs'), vectors]).passed();
  const answers = out.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(answers.pop(), { count: cases.length });
  assert.deepEqual(answers.map(({ id }) => id), cases.map(({ id }) => id));
  const wrong = cases.filter(({ expect }, at) => ![expect.verdict].flat().includes(answers[at].verdict ?? 'refuse'));
  assert.deepEqual(wrong.map(({ id }) => id), []);
  t.diagnostic(`${answers.length} vectors`);
});

function version() {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version;
}
