'use strict';

// For `setupFilesAfterEnv`: set up, in each test file.

let run = require('../lib/run.js');
// Under `automock` Jest hands out empty doubles, of this package too.
const doubled = run.setUp._isMockFunction === true;
// By another name: of a package that is linked Babel would move calls of `jest` to the top.
const controls = doubled ? require('@jest/globals').jest : undefined;
controls?.disableAutomock();
try {
  if (doubled) run = require('../lib/run.js');
  const here = run.inJest() ?? { runner: 'jest' };
  // Of a mock, which says nothing, nothing may follow.
  if (run.setUp(here, globalThis.notprod) !== true) throw new Error('notprod is mocked: nothing was judged');
  run.remember(here);
} finally {
  controls?.enableAutomock();
}
