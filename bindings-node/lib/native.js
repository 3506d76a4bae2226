'use strict';

// Finds the native part: the one that was built beside this file, else the package of the platform.

const { existsSync } = require('fs');
const { join } = require('path');

module.exports = load();

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
