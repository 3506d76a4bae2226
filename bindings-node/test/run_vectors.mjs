// Asks `check()` every question of a file of vectors, in this process.
//
//     run_vectors.mjs GUARD_JSON
//
// Prints one line of JSON a case (`id`, `verdict`, `targets`, `error`: its code or null)
// and at last the count. What is right is for the caller to judge.

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NotprodError, check } from '../index.mjs';

/** Lays the files of a case into a folder and asks there. */
function ask({ given }, folder) {
  const home = join(folder, 'home');
  const root = join(folder, 'root');
  const inside = join(root, given.root ?? '.');
  mkdirSync(home);
  mkdirSync(inside, { recursive: true });
  for (const [name, content] of Object.entries(given.files ?? {})) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'object') symlinkSync(content.symlink, path);
    else writeFileSync(path, content.replaceAll('{root}', inside));
  }
  const environment = { PATH: process.env.PATH, HOME: home };
  for (const [name, value] of Object.entries(given.env ?? {})) {
    environment[name] = value.replaceAll('{root}', inside);
  }
  process.chdir(inside);
  try {
    const { verdict, targets } = check({ root: inside, environment, offline: true }).toJSON();
    return { verdict, targets, error: null };
  } catch (error) {
    if (!(error instanceof NotprodError)) throw error;
    return { verdict: null, targets: [], error: error.code };
  } finally {
    process.chdir('/');
  }
}

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const one of cases) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'notprod-')));
  try {
    const answer = { id: one.id, ...ask(one, folder) };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
process.stdout.write(`${JSON.stringify({ count: cases.length })}\n`);
process.exitCode = cases.length === 0 ? 1 : 0;
