'use strict';

const { entries } = require('./environment.js');
const { NotprodError, wrongQuestion } = require('./errors.js');
const native = require('./native.js');

/** What each option must be. */
const OPTIONS = {
  url: address,
  root: path,
  runner: text,
  environment: (value) => value,
  load: path,
  policy: path,
  offline: flag,
};

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
    // An unknown runner. The words of any other error may hold a value.
    if (error?.code === 'InvalidArg') {
      throw wrongQuestion(`the question cannot be put: ${error.message}`);
    }
    throw internal('notprod itself failed, and what it cannot judge it refuses');
  }
  if (outcome?.failure) throw new NotprodError(outcome.failure, outcome.failure.text);
  // Also where a test double stands in the place of the native part.
  if (typeof outcome?.answer?.stops !== 'boolean') throw internal('there is no answer');
  return outcome.answer;
}

/**
 * The options that are given, each of its kind; one that is undefined or null is not given.
 *
 * @throws {NotprodError} one is unknown, or of another kind
 */
function read(options, known = Object.keys(OPTIONS)) {
  if (options === null || typeof options !== 'object') {
    throw wrongQuestion('the options are no object', `the options are ${known.join(', ')}`);
  }
  const given = {};
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      throw wrongQuestion(`unknown option \`${name}\``, `the options are ${known.join(', ')}`);
    }
    if (value !== undefined && value !== null) given[name] = OPTIONS[name](value, name);
  }
  return given;
}

function internal(message) {
  return new NotprodError({ code: 'NP999', name: 'internal-error', message });
}

function text(value, name) {
  if (typeof value !== 'string') throw wrongQuestion(`the option \`${name}\` is no text`);
  return value;
}

function flag(value, name) {
  if (typeof value !== 'boolean') throw wrongQuestion(`the option \`${name}\` is not true or false`);
  return value;
}

/** Text, or a `URL`. */
function address(value, name) {
  return isUrl(value) ? value.href : text(value, name);
}

/** Text, or a `URL` of a file. */
function path(value, name) {
  if (!isUrl(value)) return text(value, name);
  if (value.protocol !== 'file:') throw wrongQuestion(`the option \`${name}\` is no path`);
  return require('url').fileURLToPath(value.href);
}

/** Of any realm: in Jest `URL` is another class. */
function isUrl(value) {
  return typeof value === 'object' && typeof value.href === 'string';
}

module.exports = { ask, isUrl, read };
