import type { EntryOptions } from '../index.js';

/** `notprod/mocha` with options: judges at once, and gives the root hooks to export. */
declare function notprodMocha(options?: EntryOptions): { mochaHooks: { beforeAll(): void } };
export = notprodMocha;
