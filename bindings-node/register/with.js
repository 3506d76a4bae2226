'use strict';

const { isMainThread } = require('worker_threads');
const { judge, remember, setUp, start } = require('../lib/run.js');

/** `notprod/register` with options: judges at once, and in a test file again before its tests. */
module.exports = function register(options) {
  const here = { runner: 'node', root: process.cwd() };
  const runs = process.execArgv.includes('--test');
  const isTestFile = process.env.NODE_TEST_CONTEXT !== undefined;
  stopping(() => {
    if (runs && isMainThread && !isTestFile) return start(here, options);
    // Elsewhere there is no later moment: nothing says when a script has set itself up.
    return judge(isTestFile || runs ? 'start' : 'asked', here, options);
  });
  remember(here);
  if (isMainThread && (isTestFile || isolationless())) {
    beforeFirstTest(() => stopping(() => setUp(here, options)));
  }
};

/** A root `before` would run at once, ahead of the file: only before each test has the file been loaded. */
function beforeFirstTest(call) {
  let called = false;
  require('node:test').beforeEach(() => {
    if (!called) call();
    called = true;
  });
}

/** All test files in the process that runs them. */
function isolationless() {
  return process.execArgv.some((word) => /^--(experimental-)?test-isolation=none$/.test(word));
}

/** Ends the process with the report alone; a worker thread ends with the error. */
function stopping(call) {
  try {
    call();
  } catch (error) {
    if (!isMainThread) throw error;
    const { Refused } = require('../lib/errors.js');
    const text = error instanceof Refused ? error.message : 'notprod: error[NP999] notprod itself failed';
    require('fs').writeSync(2, `${text}\n`);
    process.exit(1);
  }
}
