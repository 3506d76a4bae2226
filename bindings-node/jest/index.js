'use strict';

// For `setupFilesAfterEnv`: set up, in each test file.

const parts = () => [require('../lib/entry.js'), require('../lib/place.js')];
// Under `automock` Jest hands out empty doubles, of this package too.
const doubled = parts()[0].setUp._isMockFunction === true;
// By another name: of a package that is linked Babel would move calls of `jest` to the top.
const controls = doubled ? require('@jest/globals').jest : undefined;
controls?.disableAutomock();
try {
  const [{ setUp }, { inJest, remember }] = parts();
  const here = inJest() ?? { runner: 'jest' };
  // Of a mock, which says nothing, nothing may follow.
  if (setUp(here, globalThis.notprod) !== true) throw new Error('notprod is mocked: nothing was judged');
  remember(here);
} finally {
  controls?.enableAutomock();
}
