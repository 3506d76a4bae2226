// A verdict of notprod beside a parse of node-sql-parser, over the same statements: `statements.mjs
// STATEMENTS PARSER`, where STATEMENTS is what core/examples/statements.rs prints, and PARSER the
// folder of node-sql-parser. Medians of the processor's time for one statement.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const notprod = require('..');
const { Parser } = require(process.argv[3]);
const { version } = require(`${process.argv[3]}/package.json`);

const texts = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const parser = new Parser();
const databases = { postgres: 'Postgresql', mysql: 'MySQL', sqlite: 'Sqlite' };
// It does not read every form that ORMs write; a text at which it stops is no measure of it.
const read = texts.filter(({ sql, dialect }) => {
  try { parser.astify(sql, { database: databases[dialect] }); return true; } catch { return false; }
});

const median = (texts, rounds, judge) => {
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const begin = process.cpuUsage();
    for (const { sql, dialect } of texts) judge(sql, dialect);
    const { user, system } = process.cpuUsage(begin);
    taken.push((user + system) / texts.length);
  }
  return taken.sort((a, b) => a - b)[Math.floor(rounds / 2)];
};
const verdict = median(texts, 41, (sql, dialect) => notprod.classify(sql, dialect));
const whole = median(texts, 41, (sql, dialect) => notprod.classify(sql, dialect).statements);
const parsed = median(read, 5, (sql, dialect) => parser.astify(sql, { database: databases[dialect] }));
console.log(`Node, ${texts.length} statements: verdict ${verdict.toFixed(2)} us, with everything ${whole.toFixed(2)} us, node-sql-parser ${version}'s parse of the ${read.length} that it reads ${parsed.toFixed(0)} us, ${(parsed / verdict).toFixed(0)} times`);
