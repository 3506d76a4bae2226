'use strict';

const { NotprodError, wrongQuestion } = require('./errors.js');

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
    throw wrongQuestion('the environment is no object', 'hand over an object of names and values');
  }
  const seen = new Set();
  const flat = [];
  let part = environment;
  try {
    while (part !== null && !(part !== environment && isRootPrototype(part))) {
      for (const name of Object.getOwnPropertyNames(part)) {
        if (seen.has(name)) continue;
        seen.add(name);
        const value = text(environment, name);
        if (value !== undefined) flat.push(name, value);
      }
      part = Object.getPrototypeOf(part);
    }
  } catch (error) {
    if (error instanceof NotprodError) throw error;
    throw wrongQuestion('the environment cannot be read', 'hand over a plain object');
  }
  return flat;
}

/** `Object.prototype` of any realm: Jest's tests have their own. */
function isRootPrototype(object) {
  return Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'hasOwnProperty');
}

function text(environment, name) {
  try {
    const value = environment[name];
    if (typeof value === 'string') return value;
    if (value === undefined || value === null || typeof value === 'function') return undefined;
    return String(value);
  } catch {
    // The error's own words may hold a value.
    throw wrongQuestion(
      `the variable \`${name}\` of the environment cannot be read`,
      'its getter throws, or it is no text',
    );
  }
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
      throw new NotprodError({
        code: 'NP904',
        name: 'file-unreadable',
        message: `\`process.env\` does not take the variable \`${name}\` of the file to load`,
        help: 'let notprod run before `process.env` is frozen or replaced',
      });
    }
  }
}

module.exports = { entries, put };
