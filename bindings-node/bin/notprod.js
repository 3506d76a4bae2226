#!/usr/bin/env node
'use strict';

// The command line of the core. Signals that Node ignores would stay ignored in the command that
// `notprod run` becomes; a signal that is listened to starts afresh there.
for (const signal of ['SIGPIPE', 'SIGXFSZ']) {
  if (process.platform !== 'win32') process.on(signal, () => {});
}

try {
  process.exitCode = require('../lib/core.js').native.run(['notprod', ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`${error.failure ? error.message : 'notprod: error[NP999] notprod itself failed'}\n`);
  process.exitCode = 2;
}
