// For `setupFiles`: set up, in each test file, also where several share a worker.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { inVitest, setUp } = require('../lib/run.js');

// Handed over: what is required runs in another context where tests run in one of their own.
const worker = globalThis.__vitest_worker__;
setUp(inVitest(worker) ?? { runner: 'vitest' }, worker?.providedContext?.notprod);
