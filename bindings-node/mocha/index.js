'use strict';

// For `require`: start now, set up before the first test.

module.exports = require('./with.js')();
