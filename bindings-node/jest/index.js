'use strict';

// For `setupFilesAfterEnv`: set up, in each test file.

const { setUp } = require('../lib/entry.js');
const { jest, remember } = require('../lib/place.js');

const here = jest() ?? { runner: 'jest' };
setUp(here, globalThis.notprod);
remember(here);
