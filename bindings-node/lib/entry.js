'use strict';

// What the entries for the runners share.

const { dirname, isAbsolute, relative } = require('path');
const { ask, read } = require('./ask.js');
const { put } = require('./environment.js');
const { Refused, wrongQuestion } = require('./errors.js');

const PACKAGE = dirname(__dirname);

/** What an entry takes from the configuration of its runner. */
const KNOWN = ['load'];

/**
 * Before any code of the project: stops on `refuse`, and says what was judged.
 *
 * @throws {Refused} the run must not go on
 */
function start(place, options, { quiet = false } = {}) {
  const answer = judge('start', place, options);
  if (!quiet) announce(answer);
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
function judge(moment, { runner, root }, options = {}) {
  try {
    if (typeof root !== 'string') {
      throw wrongQuestion(
        `this version of ${runner} does not say which folder it runs`,
        'call `guard({ root })` of `notprod` in a setup file instead',
      );
    }
    const answer = ask(moment, { ...read(options, KNOWN), runner, root: shown(root), arguments: command(runner) });
    if (answer.stops) throw new Refused(answer.text, reportOf(answer));
    put(answer.load);
    return answer;
  } catch (error) {
    if (error instanceof Refused) error.stack = withoutFrames(error);
    throw error;
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

/** The entry alone: the rest helps nobody, and runners part a message from its stack by the first frame. */
function withoutFrames({ name, message, stack }) {
  const frames = String(stack)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line) && line.includes(PACKAGE) && !line.includes(__dirname));
  return [`${name}: ${message}`, ...frames.slice(0, 1)].join('\n');
}

/** Made when first asked for: a run that goes on needs none. */
function reportOf(answer) {
  const { Report } = require('./report.js');
  return new Report(answer);
}

/** One line, and what stops no run: a warning, an entry that lifted a refusal. */
function announce(answer) {
  const notes = reportOf(answer)
    .findings.filter(({ severity, message }) => ['note', 'warning'].includes(severity) && message !== answer.summary)
    .map(({ severity, message }) => `${severity}: ${message}`);
  process.stderr.write([answer.summary, ...notes].map((line) => `notprod: ${line}\n`).join(''));
}

module.exports = { judge, setUp, start };
