'use strict';

// For `node --import`: before anything else of the process.

require('./with.js')();
