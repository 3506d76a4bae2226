'use strict';

// What `check()`, `guard()` and the entries for the runners may be given.

const { wrongQuestion } = require('./errors.js');

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

/** The address may stand in front of the options, or among them. */
function named(url, options) {
  if (url === undefined || url === null) return options ?? {};
  if (typeof url !== 'string' && !isUrl(url)) return url;
  return options === undefined || options === null ? { url } : typeof options === 'object' ? { ...options, url } : options;
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

module.exports = { named, read };
