'use strict';

// The run around this code: the runner, the root that it has, and what is judged at its moments.

const { isAbsolute, relative } = require('path');
const { ask, put } = require('./core.js');

/** Under this name an entry leaves what it knows, for a `guard()` in the same test file. */
const PLACE = Symbol.for('notprod.place');

/** What an entry takes from the configuration of its runner. */
const KNOWN = ['load'];

/**
 * Before any code of the project: stops on `refuse`, and says what was judged.
 *
 * @throws {Refused} the run must not go on
 */
function start(place, options, { quiet = false } = {}) {
  const { summary, notes } = judge('start', place, options);
  if (!quiet) process.stderr.write([summary, ...notes].map((line) => `notprod: ${line}\n`).join(''));
}

/**
 * After the project's own test configuration has run: stops on `unproven`, too. Gives true, which no
 * test double does.
 *
 * @throws {Refused} the run must not go on
 */
function setUp(place, options) {
  judge('setup', place, options);
  return true;
}

/** Judges, and loads what `load` names once that is safe. */
function judge(moment, { runner, root }, options) {
  try {
    if (typeof root !== 'string') {
      throw require('./errors.js').wrongQuestion(
        `this version of ${runner} does not say which folder it runs`,
        'call `guard({ root })` of `notprod` in a setup file instead',
      );
    }
    const given = options === undefined ? {} : require('./options.js').read(options, KNOWN);
    const answer = ask(moment, { ...given, runner, root: shown(root), arguments: command(runner) });
    if (answer.stops) throw require('./stop.js').refused(answer);
    put(answer.load);
    return answer;
  } catch (error) {
    throw require('./stop.js').short(error);
  }
}

/** As a person there would write it, so that a report names the package of a monorepo. */
function shown(root) {
  try {
    const below = relative(process.cwd(), root);
    return isAbsolute(below) || below.startsWith('..') ? root : below || '.';
  } catch {
    // The working directory is gone.
    return root;
  }
}

/** How the runner was started. A worker of Vitest has the mode alone, in a variable of its own. */
function command(runner) {
  const words = [runner, ...process.argv.slice(2)];
  if (globalThis.__vitest_worker__ === undefined) return words;
  try {
    return [runner, '--mode', String(process.env.MODE)];
  } catch {
    // An environment that cannot be read is told of by whoever reads it whole.
    return words;
  }
}

/** `{ runner, root }`; both undefined where no runner is known. */
function place() {
  return inVitest() ?? globalThis[PLACE] ?? inJest() ?? {};
}

/** In a worker of Vitest. */
function inVitest(worker = globalThis.__vitest_worker__) {
  const root = worker?.config?.root;
  return typeof root === 'string' ? { runner: 'vitest', root } : undefined;
}

/** In a test file of Jest. */
function inJest() {
  if (process.env?.JEST_WORKER_ID === undefined) return undefined;
  try {
    // Jest makes this module; it has the root nowhere else.
    const root = require('@jest/globals').expect.getState().snapshotState._rootDir;
    return typeof root === 'string' ? { runner: 'jest', root } : undefined;
  } catch {
    return undefined;
  }
}

function remember(known) {
  Object.defineProperty(globalThis, PLACE, { value: known, configurable: true });
}

module.exports = { inJest, inVitest, judge, place, remember, setUp, start };
