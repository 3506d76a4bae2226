// Asks `classify()` every statement of files of vectors, in this process.
//
//     run_sql_vectors.mjs SQL_JSON...
//
// Prints one line of JSON a statement (`id`, `class`, `tier`: of the verdict, `worst`: the class of the worst of
// its statements) and at last the count. What is right is for the caller to judge.

import { readFileSync } from 'node:fs';
import { classify } from '../index.mjs';

const ORDER = ['read', 'session', 'write', 'schema_change', 'mass_write', 'unknown', 'destructive'];

let count = 0;
for (const file of process.argv.slice(2)) {
  for (const { id, sql, dialect } of JSON.parse(readFileSync(file, 'utf8'))) {
    const verdict = classify(sql, dialect);
    const worst = verdict.statements.map((one) => one.class).sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0];
    process.stdout.write(`${JSON.stringify({ id, class: verdict.class, tier: verdict.tier, worst: worst ?? 'session' })}\n`);
    count += 1;
  }
}
process.stdout.write(`${JSON.stringify({ count })}\n`);
process.exitCode = count === 0 ? 1 : 0;
