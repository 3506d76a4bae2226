'use strict';

const { remember, setUp, start } = require('../lib/run.js');

/** `notprod/mocha` with options: judges at once, and gives the root hooks to export. */
module.exports = function notprodMocha(options) {
  const here = { runner: 'mocha', root: process.cwd() };
  // In a worker of a parallel run the process that started it has said it.
  start(here, options, { quiet: process.env.MOCHA_WORKER_ID !== undefined });
  remember(here);
  return {
    mochaHooks: {
      beforeAll() {
        setUp(here, options);
      },
    },
  };
};
