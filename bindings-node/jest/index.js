'use strict';

// For `setupFilesAfterEnv`: set up, in each test file.

const { setUp } = require('../lib/entry.js');
const { inJest, remember } = require('../lib/place.js');

const here = inJest() ?? { runner: 'jest' };
setUp(here, globalThis.notprod);
remember(here);
