'use strict';

// For `setupFilesAfterEnv`: set up, in each test file.

const { setUp, inJest, remember } = parts();
const here = inJest() ?? { runner: 'jest' };
// Of a mock, which says nothing, nothing may follow.
if (setUp(here, globalThis.notprod) !== true) throw new Error('notprod is mocked: nothing was judged');
remember(here);

/** Under `automock` Jest hands out empty doubles, of this package too. */
function parts() {
  const mocked = require('../lib/entry.js').setUp._isMockFunction === true;
  if (mocked) jest.disableAutomock();
  try {
    return { ...require('../lib/entry.js'), ...require('../lib/place.js') };
  } finally {
    if (mocked) jest.enableAutomock();
  }
}
