// What a user writes; only ever compiled.

import notprod, { NotprodError, Refused, check, classify, guard, version, type Report, type SqlVerdict, type Verdict } from 'notprod';
import mocha = require('notprod/mocha/with');
import register = require('notprod/register/with');
import globalSetup = require('notprod/jest/global-setup');

const report: Report = check({ root: '.', runner: 'jest', environment: process.env, load: '.env.test', policy: new URL('file:///x'), offline: true });
const verdict: Verdict = check('postgres://localhost/app_test', { offline: true }).verdict;
const line: string = `${verdict} ${report.summary} ${report.toString()} ${version}`;
const hosts: readonly string[] = report.targets.flatMap((target) => target.hosts);
const files: readonly string[] = report.toJSON().files_read.concat(report.filesRead);
guard();
guard({ load: '.env.test' });
guard(new URL('postgres://localhost/app_test'));
try {
  notprod.guard();
} catch (error) {
  if (error instanceof NotprodError) console.log(error.failure.code, error.failure.help);
  else if (error instanceof Refused) console.log(error.code, error.report?.findings[0]?.rule);
}
mocha({ load: '.env.test' }).mochaHooks.beforeAll();
register({ load: '.env.test' });
globalSetup({ rootDir: '.' }, { rootDir: '.' });

const sql: SqlVerdict = classify('DROP TABLE x', 'mysql');
const worst: boolean = sql.class === 'destructive' && sql.tier !== 'allow' && sql.strictTier === 'banned' && sql.boundedBy === null;
const reasons: string[] = classify(new Uint8Array(3), 'sqlite').statements.map(({ reason, start, objects }) => `${reason} ${start} ${objects.join()}`);

// @ts-expect-error statements are text or bytes
classify(7, 'mysql');
// @ts-expect-error a dialect is wanted
classify('SELECT 1');
// @ts-expect-error an option that is unknown
check({ laod: '.env.test' });
// @ts-expect-error `guard()` judges the process's own environment
guard({ environment: {} });
// @ts-expect-error a report is not written to
report.verdict = 'allow';
// @ts-expect-error nobody else makes one
new Refused('x');

export { files, hosts, line, reasons, worst };
