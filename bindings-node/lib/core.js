'use strict';

// The way to the core and back. Jest evaluates this anew for each test file, file by file: what every
// question needs stands here, what only an option or a refusal needs is loaded when it is needed.

const { existsSync } = require('fs');
const { join } = require('path');

/** The native part. */
const native = load();

/**
 * The core's answer at a moment: `start`, `setup` or `asked`. `given` comes from `read()`.
 *
 * @throws {NotprodError} there is none
 */
function ask(moment, given) {
  const environment = entries(given.environment ?? process.env);
  let outcome;
  try {
    outcome = native.ask({
      root: given.root ?? '',
      runner: given.runner,
      environment,
      addresses: given.url === undefined ? [] : [given.url],
      load: given.load,
      policy: given.policy,
      arguments: given.arguments ?? [],
      moment,
      offline: given.offline ?? false,
    });
  } catch (error) {
    const { internal, wrongQuestion } = require('./errors.js');
    // An unknown runner. The words of any other error may hold a value.
    if (error?.code === 'InvalidArg') throw wrongQuestion(`the question cannot be put: ${error.message}`);
    throw internal();
  }
  if (outcome?.failure) {
    const { NotprodError } = require('./errors.js');
    throw new NotprodError(outcome.failure, outcome.failure.text);
  }
  // Also where a test double stands in the place of the native part.
  if (typeof outcome?.answer?.stops !== 'boolean') throw require('./errors.js').internal('there is no answer');
  return outcome.answer;
}

/**
 * An environment as JavaScript sees it: a name, its value, the next name.
 *
 * `process.env` may have been replaced by any object: what a reader of it would see counts, whether
 * it is enumerable, computed or inherited. Numbers and the like are text to whoever opens an
 * address; a function is a method of the object.
 *
 * @throws {NotprodError} it is no object, or a part of it cannot be read
 */
function entries(environment) {
  if (environment === null || typeof environment !== 'object') {
    throw wrong('the environment is no object', 'hand over an object of names and values');
  }
  const seen = new Set();
  const flat = [];
  let name;
  try {
    for (let part = environment; part !== null; part = Object.getPrototypeOf(part)) {
      name = undefined;
      if (part !== environment && isRootPrototype(part)) break;
      for (name of Object.getOwnPropertyNames(part)) {
        if (seen.has(name)) continue;
        seen.add(name);
        const value = environment[name];
        if (typeof value === 'string') flat.push(name, value);
        else if (value !== undefined && value !== null && typeof value !== 'function') flat.push(name, String(value));
      }
      name = undefined;
    }
  } catch {
    // The error's own words may hold a value.
    if (name === undefined) throw wrong('the environment cannot be read', 'hand over a plain object');
    throw wrong(`the variable \`${name}\` of the environment cannot be read`, 'its getter throws, or it is no text');
  }
  return flat;
}

/** `Object.prototype` of any realm: Jest's tests have their own. */
function isRootPrototype(object) {
  return Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'hasOwnProperty');
}

/**
 * Puts what `load` sets into `process.env`: a name, its value, the next name.
 *
 * @throws {NotprodError} it cannot hold that
 */
function put(load) {
  for (let at = 0; at < load.length; at += 2) {
    const name = load[at];
    const value = load[at + 1];
    try {
      process.env[name] = value;
    } catch {
      // Looked at below: a frozen object also ignores what is put into it without a word.
    }
    // What notprod hands its own workers may get lost: then they ask again.
    if (process.env[name] !== value && !name.startsWith('NOTPROD_')) {
      const { NotprodError } = require('./errors.js');
      throw new NotprodError({
        code: 'NP904',
        name: 'file-unreadable',
        message: `\`process.env\` does not take the variable \`${name}\` of the file to load`,
        help: 'let notprod run before `process.env` is frozen or replaced',
      });
    }
  }
}

function wrong(message, help) {
  return require('./errors.js').wrongQuestion(message, help);
}

/** The one that was built beside this package, else the package of the platform. */
function load() {
  const failures = [];
  for (const name of names()) {
    const built = join(__dirname, '..', `notprod.${name}.node`);
    try {
      return require(existsSync(built) ? built : `@notprod/${name}`);
    } catch (error) {
      // Of the two kinds of Linux one is not installed, or does not load: the other is tried.
      if (error?.code !== 'MODULE_NOT_FOUND') failures.push(`\`${name}\`: ${firstLine(error)}`);
    }
  }
  const { NotprodError } = require('./errors.js');
  const { version } = require('../package.json');
  const name = likely();
  throw new NotprodError({
    code: 'NOTPROD_NATIVE_MISSING',
    name: 'native-missing',
    message: failures.length
      ? `the native part of notprod cannot be loaded: ${failures.join('; ')}`
      : `the native part of notprod for this platform, \`@notprod/${name}\`, is not installed`,
    help:
      `install it with \`npm install --save-dev @notprod/${name}@${version}\`, and without ` +
      '`--omit=optional`; in a checkout, `npm run build` makes it',
  });
}

function names() {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === 'linux') return [`${base}-gnu`, `${base}-musl`];
  return [process.platform === 'win32' ? `${base}-msvc` : base];
}

/** The name for messages. The report is slow, and is made where nothing else is left. */
function likely() {
  const [first, second] = names();
  if (second === undefined) return first;
  return process.report?.getReport().header.glibcVersionRuntime ? first : second;
}

function firstLine(error) {
  return String(error?.message ?? error).split('\n', 1)[0];
}

module.exports = { ask, native, put };
