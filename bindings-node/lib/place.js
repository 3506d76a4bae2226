'use strict';

// Where this code runs: the runner, and the root that the runner has for it.

/** Under this name an entry leaves what it knows, for a `guard()` in the same test file. */
const PLACE = Symbol.for('notprod.place');

/** `{ runner, root }`; both undefined where no runner is known. */
function place() {
  return inVitest() ?? globalThis[PLACE] ?? inJest() ?? {};
}

/** In a worker of Vitest. */
function inVitest(worker = globalThis.__vitest_worker__) {
  const root = worker?.config?.root;
  return typeof root === 'string' ? { runner: 'vitest', root } : undefined;
}

/** In a test file of Jest. */
function inJest() {
  if (process.env?.JEST_WORKER_ID === undefined) return undefined;
  try {
    // Jest makes this module; it has the root nowhere else.
    const root = require('@jest/globals').expect.getState().snapshotState._rootDir;
    return typeof root === 'string' ? { runner: 'jest', root } : undefined;
  } catch {
    return undefined;
  }
}

function remember(known) {
  Object.defineProperty(globalThis, PLACE, { value: known, configurable: true });
}

module.exports = { inJest, inVitest, place, remember };
