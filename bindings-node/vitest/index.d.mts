import type { EntryOptions } from '../index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `notprod/vitest` and `notprod/vitest/global-setup` take. */
    notprod?: EntryOptions;
  }
}
