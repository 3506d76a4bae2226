// `classify()`, in plain Node.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import notprod, { NotprodError, SqlVerdict, classify } from '../index.mjs';
import { PACKAGE, Project } from './project.mjs';

const FILES = ['sql.json', 'sql_own.json'].map((name) => join(dirname(PACKAGE.replace(/\/$/, '')), 'tests', 'vectors', name));

test('every statement of the vectors, with the count of the files', (t) => {
  const cases = FILES.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')));
  const { out } = new Project(t).node([join(PACKAGE, 'test', 'run_sql_vectors.mjs'), ...FILES]).passed();
  const answers = out.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(answers.pop(), { count: cases.length });
  assert.deepEqual(answers.map(({ id }) => id), cases.map(({ id }) => id));
  const wrong = cases.filter(({ label, accept }, at) => ![label, ...accept].includes(answers[at].class));
  assert.deepEqual(wrong.map(({ id }) => id), []);
  assert.deepEqual(answers.filter((one) => one.class !== one.worst), []);
  t.diagnostic(`${answers.length} vectors of SQL`);
});

test('the packed integer says what the statements say', () => {
  for (const sql of ['SELECT 1', 'SET x = 1', 'DELETE FROM t', 'DROP DATABASE d', 'CREATE TABLE t (a int)', 'UPDATE t SET a = 1 LIMIT 3', 'CALL f()']) {
    const verdict = classify(sql, 'mysql');
    const [statement] = verdict.statements;
    assert.deepEqual(
      [verdict.class, verdict.tier, verdict.boundedBy],
      [statement.class, statement.tier, statement.bounded_by],
      sql,
    );
    assert.equal(String(verdict), `${verdict.class}, ${verdict.tier}`);
  }
});

test('the shape of an answer', () => {
  const verdict = classify('SELECT 1;\nDELETE FROM shop.users', 'postgresql');
  assert(verdict instanceof SqlVerdict && Number.isInteger(verdict.bits));
  assert.deepEqual(verdict.statements[1], {
    index: 1, class: 'destructive', tier: 'approval', operation: 'DELETE', objects: ['shop.users'], bounded_by: 'nothing',
    reason: verdict.statements[1].reason, start: 10, end: 32, line: 2,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict.statements);
  assert.equal(verdict.strictTier, 'banned');
});

test('the statements are those of the command line, whatever their names and places', () => {
  const project = join(PACKAGE, 'bin', 'notprod.js');
  for (const sql of [
    'DELETE FROM "ü😀\u0001" WHERE 1=1; DROP TABLE a, "b\nc", public.d',
    `SELECT '${'x'.repeat(70)}';\n\n${'-- a comment\n'.repeat(5000)}TRUNCATE a, b, c`,
    Array.from({ length: 70 }, (_, at) => `INSERT INTO t${at} VALUES (${at})`).join(';\n'),
    'CALL f(); SET x = 1; GRANT ALL ON t TO u; ' + 'UPDATE t SET a = 1 LIMIT 3;',
    '',
  ]) {
    for (const dialect of ['postgres', 'mysql', 'sqlite']) {
      const { stdout } = spawnSync(process.execPath, [project, 'sql', '--dialect', dialect, '--format', 'jsonl', sql], { encoding: 'utf8' });
      const lines = stdout.trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
      const { statements } = classify(sql, dialect);
      assert.deepEqual(statements, lines, `${dialect}: ${sql.slice(0, 40)}`);
      assert.deepEqual(classify(Buffer.from(sql), dialect).statements, lines);
    }
  }
});

test('one text in two dialects, as text and as bytes, in CommonJS and ES modules', () => {
  const text = String.raw`SELECT '\'; DROP TABLE users; --'`;
  for (const sql of [text, Buffer.from(text), new Uint8Array(Buffer.from(text))]) {
    assert.equal(classify(sql, 'postgres').class, 'destructive');
    assert.equal(classify(sql, 'mysql').class, 'read');
    assert.equal(classify(sql, 'mysql').statements.length, 1);
  }
  assert.equal(notprod.classify, classify);
});

test('any bytes, and any text', () => {
  for (const sql of ['', '\0', '\ud800', 'SELECT \ud800', Buffer.from([0xff, 0, 0xfe]), 'é'.repeat(5000)]) {
    for (const dialect of ['postgres', 'mysql', 'sqlite']) {
      assert.equal(typeof classify(sql, dialect).class, 'string');
      assert(Array.isArray(classify(sql, dialect).statements));
    }
  }
  assert.equal(classify("SELECT '\ud800'; DROP TABLE x", 'postgres').class, 'destructive');
  assert.equal(classify(`SELECT '${'x'.repeat(50_000_000)}'; DROP TABLE x`, 'mysql').class, 'destructive');
});

test('bytes that change later', () => {
  const bytes = Buffer.from('DROP TABLE x');
  const verdict = classify(bytes, 'sqlite');
  bytes.fill(0x20);
  assert.equal(verdict.statements[0].operation, 'DROP TABLE');
});

test('what cannot be asked is an error', () => {
  const wrong = (error) => error instanceof NotprodError && error.code === 'NP906';
  for (const dialect of ['cobol', '', undefined, null, 1, {}]) assert.throws(() => classify('SELECT 1', dialect), wrong);
  for (const sql of [undefined, null, 7, {}, [], new Float64Array(2), new DataView(new ArrayBuffer(2))]) {
    assert.throws(() => classify(sql, 'mysql'), wrong);
  }
  for (let at = 0; at < 100; at++) assert.throws(() => classify('SELECT 1', `no${at}`), wrong);
});
